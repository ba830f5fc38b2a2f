// Single keys for what is done often. The list is in ui/shortcuts.py; each person can switch them off.
(() => {
  "use strict";

  const LIST = "preau.list";
  const FORM = "preau.form";
  const WAIT_MS = 1500;
  const page = document.body;
  let waitsFor = 0; // Until when a key after g leads somewhere.

  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  page.append(said);

  const isTyping = (element) =>
    element.isContentEditable ||
    ["TEXTAREA", "SELECT"].includes(element.tagName) ||
    (element.tagName === "INPUT" && !["checkbox", "radio", "button", "submit"].includes(element.type));

  // --- Lists: the line is the one whose link has the focus, so that Enter opens it by itself.
  const links = () => [...document.querySelectorAll("main table.calm tbody tr .main a")];
  const current = () => document.activeElement?.closest?.("main table.calm tbody tr");
  const line = (step) => {
    const all = links();
    if (!all.length) return false;
    const here = all.findIndex((link) => link.closest("tr") === current());
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    const link = all[Math.min(Math.max(next, 0), all.length - 1)];
    link.focus();
    link.scrollIntoView({ block: "nearest" });
    return true;
  };
  const open = () => {
    const link = current()?.querySelector(".main a");
    link?.click();
    return Boolean(link);
  };
  const choose = () => {
    const box = current()?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = box.checked ? page.dataset.chosen : page.dataset.left;
    return true;
  };

  // --- The list one came from is kept for this tab alone.
  const remember = () => {
    const table = document.querySelector("main table.tickets");
    if (!table) return;
    const urls = [...table.querySelectorAll("tbody .main a")].map((link) => link.pathname);
    sessionStorage.setItem(LIST, JSON.stringify({ urls, from: location.pathname + location.search }));
  };
  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(LIST)) || {};
    } catch {
      return {};
    }
  };
  const beside = (step) => {
    const { urls = [] } = kept();
    const here = urls.findIndex((url) => location.pathname.startsWith(url));
    const url = here < 0 ? undefined : urls[here + step];
    if (url && mayLeave()) location.assign(url);
    return here >= 0;
  };
  // What was typed and not sent is not left by a single key.
  const mayLeave = () => {
    const typed = [...document.querySelectorAll("main textarea")].some(
      (field) => field.value.trim() && field.value !== field.defaultValue,
    );
    return !typed || window.confirm(page.dataset.unsent);
  };
  const back = () => {
    const { from } = kept();
    if (!from || !document.querySelector("main [data-ticket]")) return false;
    if (!mayLeave()) return true;
    location.assign(from);
    return true;
  };

  // --- What the page marks: data-key="q" on a link, a button or a field.
  const act = (key) => {
    const marked = document.querySelector(`main [data-key~="${key}"]`);
    if (!marked) return false;
    if (isTyping(marked)) {
      marked.focus();
      marked.scrollIntoView({ block: "center" });
    } else {
      // Whoever comes by a key goes on by keys: the page's form has the focus when it opens.
      if (marked.href) sessionStorage.setItem(FORM, new URL(marked.href).pathname);
      marked.click();
    }
    return true;
  };
  const begin = () => {
    const wanted = sessionStorage.getItem(FORM);
    sessionStorage.removeItem(FORM);
    if (wanted !== location.pathname) return;
    const first = document.querySelector(
      "main form.form :is(input:not([type=hidden]), select, textarea, button, summary):not(:disabled)",
    );
    first?.focus();
    first?.scrollIntoView({ block: "center" });
  };
  const go = (key) => {
    const place = document.querySelector(`[data-go="${key}"]`);
    if (!place) return false;
    if (!mayLeave()) return true;
    location.assign(place.href || place.action);
    return true;
  };

  // --- The help: the same table as its topic shows.
  let dialog;
  const show = async () => {
    if (dialog?.open) {
      dialog.close();
      return;
    }
    if (!dialog) {
      const answer = await fetch(page.dataset.keys).catch(() => null);
      if (!answer?.ok) {
        location.assign(page.dataset.keys);
        return;
      }
      const topic = new DOMParser().parseFromString(await answer.text(), "text/html");
      dialog = document.createElement("dialog");
      dialog.className = "keys";
      dialog.setAttribute("aria-labelledby", "keys_title");
      const head = document.createElement("h2");
      head.id = "keys_title";
      // Its beginning is read first, though the button to close it comes last.
      head.tabIndex = -1;
      head.autofocus = true;
      head.textContent = topic.querySelector("h1").textContent;
      const form = document.createElement("form");
      form.method = "dialog";
      const close = document.createElement("button");
      close.className = "btn btn-secondary";
      close.textContent = page.dataset.close;
      form.append(close);
      dialog.append(head, topic.querySelector("#shortcuts"), form);
      page.append(dialog);
    }
    dialog.showModal();
  };

  const OWN = {
    "?": () => (show(), true),
    "/": () => {
      const box = document.getElementById("search-box");
      box?.focus();
      return Boolean(box);
    },
    j: () => line(1),
    k: () => line(-1),
    o: open,
    x: choose,
    n: () => beside(1),
    p: () => beside(-1),
    u: back,
    g: () => {
      waitsFor = Date.now() + WAIT_MS;
      return true;
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) return;
    if (dialog?.open && event.key !== "?") return;
    const led = waitsFor > Date.now();
    waitsFor = 0;
    let done = false;
    if (led) done = go(event.key);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      // Elsewhere the arrows scroll.
      done = Boolean(current()) && line(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key.length === 1) {
      done = Object.hasOwn(OWN, event.key) ? OWN[event.key]() : act(event.key);
    }
    if (done) event.preventDefault();
  });

  for (const marked of document.querySelectorAll("main [data-key]")) {
    marked.setAttribute("aria-keyshortcuts", marked.dataset.key);
  }
  remember();
  begin();
  document.addEventListener("htmx:after:swap", remember);
})();
