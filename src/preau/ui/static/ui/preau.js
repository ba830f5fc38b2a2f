// What pages gain from a browser with JavaScript; each works without it.
(() => {
  "use strict";

  // A table laid out as stacked rows would no longer be one for a screen reader.
  const ROLES = {
    TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell",
  };
  const nameTableParts = (root) => {
    for (const part of root.querySelectorAll("table.calm, table.calm :is(thead, tbody, tr, td, th)")) {
      const heading = part.closest("thead") ? "columnheader" : "rowheader";
      part.setAttribute("role", ROLES[part.tagName] || heading);
    }
  };

  // Menus close on Escape and on a click elsewhere, as people expect of menus.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // What the search box proposes closes on Escape too; what was typed stays.
  document.addEventListener("keydown", (event) => {
    const finder = event.key === "Escape" && event.target.closest?.(".finder");
    const list = finder && finder.querySelector(".finder__list");
    if (!list?.firstElementChild) return;
    event.preventDefault();
    list.replaceChildren();
    finder.querySelector("input").focus();
  });

  // A field that changes and then sends its form asks twice for one page: it stands once in the
  // history, so that one step back leaves it.
  document.addEventListener("htmx:before:history:update", (event) => {
    const { history } = event.detail;
    if (new URL(history.path, location.href).href === location.href) history.type = "replace";
  });

  // A second click on a slow line sends nothing more; the server would make one thing of it anyhow.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => {
      delete form.dataset.sent;
      event.submitter?.removeAttribute("aria-busy");
    }, 8000);
  });

  // One box ticks all those of the page; the server understands it by itself as well.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.pickAll;
    if (!name) return;
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${name}"]`)) {
      box.checked = event.target.checked;
    }
  });

  const listFiles = (box) => {
    const input = box.querySelector("input");
    const names = box.querySelector("ul");
    input.addEventListener("change", () => {
      names.replaceChildren(
        ...[...input.files].map((file) => {
          const item = document.createElement("li");
          item.textContent = file.name;
          return item;
        }),
      );
      names.hidden = input.files.length === 0;
    });
  };

  // ARIA 1.2 combobox: focus stays in the text, aria-activedescendant walks the list.
  const propose = (box) => {
    const input = box.querySelector("input[type=text]");
    const key = box.querySelector("[data-combobox-key]");
    const list = box.querySelector("[role=listbox]");
    const status = box.querySelector("[data-combobox-status]");
    let timer = 0;
    let asked = 0;
    let active = -1;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);

    const options = () => [...list.querySelectorAll("[role=option]")];
    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      const all = options();
      if (!all.length) return;
      active = (index + all.length) % all.length;
      all.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      input.value = option.dataset.text;
      key.value = option.dataset.key;
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const ask = async () => {
      const turn = ++asked;
      const url = new URL(box.dataset.url, location.href);
      url.searchParams.set("q", input.value.trim());
      url.searchParams.set("list", list.id);
      for (const name of box.dataset.needs.split(" ").filter(Boolean)) {
        const fields = input.form?.elements;
        const field = fields?.namedItem(`${name}_key`) || fields?.namedItem(name);
        if (field) url.searchParams.set(name, field.value);
      }
      const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (turn !== asked || document.activeElement !== input) return;
      if (!answer?.ok) return close();
      list.innerHTML = await answer.text();
      const found = options().length;
      status.textContent = found === 0 ? box.dataset.none
        : found === 1 ? box.dataset.one : box.dataset.many.replace("{n}", found);
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = found === 0;
      input.setAttribute("aria-expanded", String(found > 0));
    };

    input.addEventListener("input", () => {
      key.value = "";
      clearTimeout(timer);
      timer = setTimeout(ask, 180);
    });
    input.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) ask();
        else mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        take(options()[active]);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", () => {
      clearTimeout(timer);
      asked += 1;
      close();
    });
    // Before the click, so that the text keeps the focus.
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) take(option);
    });
  };

  const enliven = (root) => {
    nameTableParts(root);
    for (const box of root.querySelectorAll("[data-combobox]:not([data-alive])")) {
      box.dataset.alive = "yes";
      propose(box);
    }
    for (const box of root.querySelectorAll("[data-filepicker]:not([data-alive])")) {
      box.dataset.alive = "yes";
      listFiles(box);
    }
  };

  // What a page asks again now and then, as long as somebody looks at it.
  for (const part of document.querySelectorAll("[data-tick]")) {
    setInterval(() => {
      if (!document.hidden) part.dispatchEvent(new CustomEvent("tick"));
    }, Number(part.dataset.tick) * 1000);
  }

  enliven(document);
  document.querySelector("[data-summary]")?.focus();
  document.addEventListener("htmx:after:swap", () => enliven(document));
})();
