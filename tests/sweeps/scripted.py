"""What axe does not look at: keyboard, focus, zoom, spacing of the text, titles, named errors.

Each check gives what is wrong with the page that the browser shows, as sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Enough for the longest page of the sweep; whoever presses Tab so often is in a trap.
_MOST_STOPS = 150

#: WCAG 2.1, 1.4.12. A sheet made by script: the security policy forbids any other of ours.
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
_PLAIN = "() => { document.adoptedStyleSheets = [] }"

_CUT = """() => [...document.querySelectorAll('main *')].filter(one => {
  const style = getComputedStyle(one);
  if (!one.textContent.trim() || one.closest('.visually-hidden, svg, details:not([open])')) {
    return false;
  }
  const hides = style.overflowY === 'hidden' || style.overflowY === 'clip';
  return hides && one.clientHeight > 2 && one.scrollHeight > one.clientHeight + 4;
}).map(one => `${one.tagName}.${one.className}`)"""

_SHAPE = """() => {
  const wrong = [];
  const one = (selector, what) => {
    const found = document.querySelectorAll(selector).length;
    if (found !== 1) wrong.push(`${found} ${what} rather than one`);
  };
  one('h1', 'first headings');
  one('main', 'main parts');
  if (document.documentElement.lang !== 'fr') wrong.push('the page does not say that it is French');
  const title = document.title.split('·')[0].trim();
  if (!title) wrong.push('the title names no page');
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length) wrong.push(`ids given twice: ${twice}`);
  for (const each of document.querySelectorAll('[tabindex]')) {
    if (each.tabIndex > 0) wrong.push(`${each.tagName} changes the order of the keyboard`);
  }
  return wrong;
}"""

_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  // Radios and boxes drawn as cards, and the inputs of files, show their focus on the card.
  const shown = one.closest('.card-choice, .combobox, .finder__field, .field__files') ?? one;
  const ring = each => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== 'none';
  };
  const box = one.getBoundingClientRect();
  const label = (one.getAttribute('aria-label') || one.textContent || one.name || '').trim();
  return {
    name: `${one.tagName.toLowerCase()} « ${label.slice(0, 40)} »`,
    key: [...document.querySelectorAll('*')].indexOf(one),
    hasRing: ring(one) || ring(shown),
    isThere: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""

#: The browser brings what has focus into view with the next frame.
_NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

_ERRORS = """() => {
  const wrong = [];
  const summary = document.querySelector('[data-summary]');
  if (!summary) return ['a refused form shows no summary of what is wrong'];
  if (!document.title.startsWith('Erreur')) wrong.push('the title tells of no error');
  for (const link of summary.querySelectorAll('a[href^="#"]')) {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) { wrong.push(`« ${link.textContent} » leads nowhere`); continue; }
    if (!link.parentElement.textContent.replace(link.textContent, '').trim()) {
      wrong.push(`« ${link.textContent} » does not say what is wrong`);
    }
    const group = target.closest('fieldset');
    const marked = target.getAttribute('aria-invalid') === 'true'
      || group?.querySelector('[aria-invalid="true"]');
    if (!marked) wrong.push(`« ${link.textContent} » is not marked as wrong`);
    const said = (target.getAttribute('aria-describedby') ?? '')
      + ' ' + (group?.getAttribute('aria-describedby') ?? '');
    const texts = said.split(/\\s+/).filter(Boolean).map(id => document.getElementById(id));
    if (texts.includes(null)) wrong.push(`« ${link.textContent} » is described by nothing`);
    if (!texts.some(text => text?.textContent.trim())) {
      wrong.push(`« ${link.textContent} » does not carry its error`);
    }
  }
  return wrong;
}"""


def shape(page: Page) -> list[str]:
    """Title, language, one heading of the first level, no id twice, no order of its own."""
    found: list[str] = page.evaluate(_SHAPE)
    return found


def zoom(page: Page) -> Iterator[str]:
    """At 320 pixels, and at 200 % of a screen of 1280: nothing to scroll sideways."""
    for width, what in ((640, "at 200 %"), (320, "on a telephone")):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{wide} pixels wide {what}, for {width}"


def spacing(page: Page) -> Iterator[str]:
    """With the text spaced as WCAG 1.4.12 allows: nothing cut, nothing to scroll sideways."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(_SPACED)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{wide} pixels wide with its text spaced, for {width}"
        for cut in page.evaluate(_CUT):
            yield f"{cut} cuts its text when that is spaced"
        page.evaluate(_PLAIN)


def keyboard(page: Page) -> Iterator[str]:
    """Tab goes through the page to its end, and each stop is seen and shows that it has focus."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.activeElement?.blur?.()")
    seen: set[int] = set()
    for _press in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(_STOP)
        if stop is not None and not (stop["isThere"] and stop["hasRing"]):
            page.evaluate(_NEXT_FRAME)
            stop = page.evaluate(_STOP)
        if stop is None or (stop["key"] in seen and len(seen) > 1):
            break
        seen.add(stop["key"])
        if not stop["hasRing"]:
            yield f"{stop['name']} does not show that it has focus"
        if not stop["isThere"]:
            yield f"{stop['name']} has focus out of sight"
    else:
        yield f"the keyboard does not come to the end in {_MOST_STOPS} steps"
    if not seen:
        yield "the keyboard reaches nothing"


def refuses_the_empty_form(page: Page) -> bool:
    """Send the page's own form with nothing in it; whether it came back, refused."""
    form = "main form[method=post]:has(.field):not([hx-post])"
    if page.locator(form).count() == 0:
        return False
    with page.expect_navigation() as answered:
        page.evaluate(
            """form => {
              const first = document.querySelector(form);
              for (const field of first.querySelectorAll('input, textarea, select')) {
                if (field.type === 'hidden') continue;
                if (field.type === 'radio' || field.type === 'checkbox') field.checked = false;
                else if (field.type !== 'file') field.value = '';
              }
              first.noValidate = true;
              setTimeout(() => first.requestSubmit());
            }""",
            form,
        )
    return answered.value is not None and answered.value.status == 422


def errors(page: Page) -> list[str]:
    """Each error is named where the form begins, leads to its field, and is said with it."""
    found: list[str] = page.evaluate(_ERRORS)
    return found
