// Dialogs: keys, links, and what to do when two people wrote in the same place.

import { BUTTONS, keys } from "./bar.js";
import { element } from "./element.js";

/** After so long without a key, pages are looked for. */
const TYPED_MS = 200;

/** More pages than this nobody reads through. */
const FOUND_MAX = 8;

/** The server's own mark behind the address of a page, which is nothing to read. */
const MARK = /#looseleaf-\w+$/;

const dialogOf = (title, ...children) => {
  const dialog = element("dialog", { "aria-labelledby": "write-ask" }, element("h2", { id: "write-ask" }, title), ...children);
  dialog.className = "ask";
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};

const MORE_KEYS = [
  ["Styles", "Ctrl+Alt+0 \u2026 3"],
  ["Important, question", "Ctrl+Alt+4, 5"],
  ["Save now", "Ctrl+S"],
  ["Next cell, next level of a list", "Tab"],
  ["Leave the page by Tab", "Escape, then Tab"],
  ["To the toolbar, and back", "Alt+F10, Escape"],
  ["A line without a new paragraph", "Shift+Enter"],
  ["Paste without looks", "Ctrl+Shift+V"],
];

/** Lists the keys. */
export const showKeys = (closed) => {
  const rows = [...Object.values(BUTTONS), ...MORE_KEYS].map(([label, shortcut]) =>
    element("tr", {}, element("td", {}, label), element("td", {}, element("kbd", {}, keys(shortcut)))),
  );
  const close = element("button", { type: "button", autofocus: true }, "Close");
  const dialog = dialogOf("Keys", element("div", { className: "scrolls" }, element("table", {}, element("tbody", {}, ...rows))), element("p", { className: "deeds" }, close));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", closed);
};

const pagesFor = async (words) => {
  const asked = new URL("/search", location.href);
  asked.searchParams.set("q", words);
  const answer = await fetch(asked);
  if (!answer.ok) return [];
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("#hits a")].slice(0, FOUND_MAX).map((hit) => ({
    href: new URL(hit.getAttribute("href"), location.href).href,
    title: hit.querySelector("strong")?.textContent.trim() ?? "",
    around: hit.querySelector(".small")?.textContent.trim() ?? "",
  }));
};

/** Asks where a link leads: an address, or a page that is found by its words. */
export const askLink = ({ link, text }, { done, remove, closed }) => {
  const shown = (link ?? "").replace(MARK, "");
  const field = element("input", { type: "text", id: "write-href", value: shown, autocomplete: "off", spellcheck: false, dir: "auto" });
  const found = element("ul", { className: "found", "aria-label": "Pages" });
  const wrong = element("p", { className: "wrong", role: "alert", hidden: true });
  const put = element("button", { type: "submit" }, link ? "Change" : "Put it in");
  const off = link ? element("button", { type: "button", className: "quiet" }, "No link") : null;
  const cancel = element("button", { type: "button", className: "quiet" }, "Cancel");
  const form = element("form", {}, element("label", { htmlFor: "write-href" }, "Address, or words of a page"), field, wrong, found, element("p", { className: "deeds" }, put, off, cancel));
  const dialog = dialogOf("Link", form);
  const choose = (value) => {
    dialog.close();
    done(value);
  };
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    wrong.hidden = true;
    waiting = setTimeout(async () => {
      const words = field.value.trim();
      const pages = words && !/^\w+:/.test(words) ? await pagesFor(words).catch(() => []) : [];
      if (words !== field.value.trim()) return;
      found.replaceChildren(
        ...pages.map(({ href, title, around }) => {
          const one = element("button", { type: "button" }, element("strong", { dir: "auto" }, title), element("span", { className: "small" }, around));
          one.addEventListener("click", () => choose({ href, text: text || title }));
          return element("li", {}, one);
        }),
      );
    }, TYPED_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = field.value.trim();
    if (link && href === shown) return dialog.close();
    if (/^(?:https?:\/\/\S|mailto:.|tel:.|onenote:.)/i.test(href) || /^[\w-]+(?:\.[\w-]+)+(?:[/?#].*)?$/.test(href) || /^[^\s:/@]+@[^\s:/@]+\.\w+$/.test(href)) {
      return choose({ href, text: text || href });
    }
    wrong.textContent = href ? "This is no address. Choose a page below, or write one that begins with https://" : "Write an address, or words of a page.";
    wrong.hidden = false;
    field.focus();
  });
  off?.addEventListener("click", () => {
    dialog.close();
    remove();
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", closed);
  field.focus();
  field.select();
};

/** Asks something that has a few answers. Returns the one that was chosen; the last one is taken by Escape. */
export const askOne = (title, sentence, answers) =>
  new Promise((resolve) => {
    const buttons = answers.map(([value, label], at) => {
      const button = element("button", { type: "button", className: at ? "quiet" : "" }, label);
      button.addEventListener("click", () => {
        dialog.returnValue = value;
        dialog.close(value);
      });
      return button;
    });
    const dialog = dialogOf(title, element("p", {}, sentence), element("p", { className: "deeds stacked" }, ...buttons));
    dialog.addEventListener("close", () => resolve(dialog.returnValue || answers.at(-1)[0]));
  });
