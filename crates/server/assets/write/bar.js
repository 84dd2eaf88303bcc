// The toolbar: one stop for the Tab key, arrows inside, and menus that open over everything. It says what is on where the caret is.

import { element } from "./element.js";
import { icon } from "./icons.js";

const isMac = /Mac OS X/.test(navigator.userAgent);

/** Returns how a shortcut is written on this machine. */
export const keys = (text) => (isMac ? text.replaceAll("Ctrl", "\u2318").replaceAll("Alt", "\u2325").replaceAll("Shift", "\u21E7").replaceAll("+", "") : text);

const STYLES = [
  ["p", "Text", "Ctrl+Alt+0"],
  ["h1", "Heading 1", "Ctrl+Alt+1"],
  ["h2", "Heading 2", "Ctrl+Alt+2"],
  ["h3", "Heading 3", "Ctrl+Alt+3"],
  ["h4", "Heading 4"],
  ["h5", "Heading 5"],
  ["h6", "Heading 6"],
];

const COLOURS = [
  [null, "As the page"],
  ["#a4262c", "Red"],
  ["#b8540b", "Orange"],
  ["#7a6400", "Olive"],
  ["#2f6b2f", "Green"],
  ["#1f6f73", "Teal"],
  ["#24557a", "Blue"],
  ["#6a3f8f", "Purple"],
  ["#6b7075", "Grey"],
];

const MARKERS = [
  [null, "None"],
  ["#ffe680", "Yellow"],
  ["#c8efb0", "Green"],
  ["#b5e3f0", "Blue"],
  ["#f7c6dc", "Pink"],
  ["#ffd1a3", "Orange"],
  ["#e0d3f5", "Purple"],
];

const TAGS = [
  ["to-do", "To do"],
  ["important", "Important", "Ctrl+Alt+4"],
  ["question", "Question", "Ctrl+Alt+5"],
  ["remember-for-later", "Remember for later"],
  ["definition", "Definition"],
  ["highlight", "Highlight"],
  ["idea", "Idea"],
  ["critical", "Critical"],
  ["contact", "Contact"],
  ["address", "Address"],
  ["phone-number", "Phone number"],
  ["web-site-to-visit", "Web site to visit"],
  ["password", "Password"],
  ["project-a", "Project A"],
  ["project-b", "Project B"],
  ["movie-to-see", "Movie to see"],
  ["book-to-read", "Book to read"],
  ["music-to-listen-to", "Music to listen to"],
  ["source-for-article", "Source for article"],
  ["remember-for-blog", "Remember for blog"],
  ["send-in-email", "Send in email"],
  ["to-do-priority-1", "To do, priority 1"],
  ["to-do-priority-2", "To do, priority 2"],
  ["discuss-with-person-a", "Discuss with person A"],
  ["discuss-with-person-b", "Discuss with person B"],
  ["discuss-with-manager", "Discuss with manager"],
  ["schedule-meeting", "Schedule meeting"],
  ["call-back", "Call back"],
  ["client-request", "Client request"],
];

const TABLE_ACTS = [
  ["rowBefore", "Row above"],
  ["rowAfter", "Row below"],
  ["columnBefore", "Column before"],
  ["columnAfter", "Column after"],
  ["rowRemove", "Delete row"],
  ["columnRemove", "Delete column"],
  ["tableRemove", "Delete table"],
];

const TABLE_SIZES = [
  [2, 2],
  [3, 2],
  [3, 3],
  [4, 3],
  [5, 4],
];

/** What buttons are called, and their shortcuts; the help lists the same. */
export const BUTTONS = {
  undo: ["Undo", "Ctrl+Z"],
  redo: ["Redo", "Ctrl+Y"],
  bold: ["Bold", "Ctrl+B"],
  italic: ["Italic", "Ctrl+I"],
  underline: ["Underline", "Ctrl+U"],
  strike: ["Strike through", "Ctrl+Shift+X"],
  bullets: ["Bullets", "Ctrl+Shift+8"],
  numbers: ["Numbers", "Ctrl+Shift+7"],
  check: ["Check box", "Ctrl+Enter"],
  outdent: ["One level out", "Ctrl+["],
  indent: ["One level in", "Ctrl+]"],
  quote: ["Quotation", "Ctrl+Shift+9"],
  code: ["Code", "Ctrl+Shift+E"],
  plain: ["Plain letters", "Ctrl+\\"],
  link: ["Link", "Ctrl+K"],
  help: ["Keys", "Ctrl+/"],
};

const TOGGLES = ["bold", "italic", "underline", "strike", "quote", "code"];

/** Makes the toolbar. `act` is told what is asked for. */
export const makeBar = (act) => {
  const buttons = {};
  const bar = element("div", { className: "tools", role: "toolbar", "aria-label": "Writing", "aria-orientation": "horizontal" });

  const button = (name, label = BUTTONS[name]?.[0], shortcut = BUTTONS[name]?.[1]) => {
    const made = element("button", { type: "button", tabIndex: -1, title: shortcut ? `${label} (${keys(shortcut)})` : label, "aria-label": label }, icon(name));
    if (TOGGLES.includes(name) || ["bullets", "numbers", "check"].includes(name)) made.setAttribute("aria-pressed", "false");
    if (shortcut) made.setAttribute("aria-keyshortcuts", shortcut.replaceAll("Ctrl", isMac ? "Meta" : "Control"));
    // The caret stays where it is; keys press the button as well.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => made.getAttribute("aria-disabled") === "true" || act(name));
    return (buttons[name] = made);
  };

  const menu = (name, label, rows, pick, face = icon(name)) => {
    const popup = element("div", { className: `menu ${name}`, role: "menu", "aria-label": label, popover: "auto" });
    const opener = element("button", { type: "button", tabIndex: -1, title: label, "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false" }, face, icon("down"));
    opener.className = "opens";
    const items = rows.map(([value, words, shortcut], at) => {
      const item = element("button", { type: "button", role: "menuitemradio", "aria-checked": "false", tabIndex: -1 }, element("span", {}, words));
      if (shortcut) item.append(element("kbd", {}, keys(shortcut)));
      item.dataset.value = at;
      item.addEventListener("click", () => {
        popup.hidePopover();
        pick(value);
      });
      return item;
    });
    popup.append(...items);
    const show = (at) => {
      popup.showPopover();
      const box = opener.getBoundingClientRect();
      popup.style.top = `${Math.min(box.bottom + 4, Math.max(4, innerHeight - popup.offsetHeight - 4))}px`;
      const isRight = getComputedStyle(opener).direction === "rtl";
      const left = isRight ? box.right - popup.offsetWidth : box.left;
      popup.style.left = `${Math.max(4, Math.min(left, innerWidth - popup.offsetWidth - 4))}px`;
      items.at(at)?.focus();
    };
    let wasOpen = false;
    opener.addEventListener("pointerdown", () => (wasOpen = popup.matches(":popover-open")));
    opener.addEventListener("click", () => (wasOpen ? popup.hidePopover() : show(0), (wasOpen = false)));
    opener.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      show(event.key === "ArrowDown" ? 0 : -1);
    });
    popup.addEventListener("toggle", (event) => opener.setAttribute("aria-expanded", String(event.newState === "open")));
    popup.addEventListener("keydown", (event) => {
      const at = items.indexOf(document.activeElement);
      const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (event.key === "Escape" || event.key === "Tab") {
        event.preventDefault();
        popup.hidePopover();
        opener.focus();
      }
      if (goal === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      items.at(goal % items.length).focus();
    });
    buttons[name] = opener;
    return { opener, popup, items, rows };
  };

  const words = element("span", { className: "words" }, "Text");
  const style = menu("block", "Style", STYLES, (value) => act("block", value), words);
  const colour = menu("color", "Colour of letters", COLOURS, (value) => act("color", value));
  const marker = menu("highlight", "Marker", MARKERS, (value) => act("highlight", value));
  const tags = menu("tag", "Tag", [...TAGS, [null, "No tag"]], (value) => (value ? act("tag", value) : act("untag")));
  const sizes = TABLE_SIZES.map(([rows, columns]) => [{ rows, columns }, `${rows} rows, ${columns} columns`]);
  const acts = TABLE_ACTS.map(([name, label]) => [name, label]);
  const table = menu("table", "Table", [...sizes, ...acts], (value) => (typeof value === "string" ? act("tableChange", value) : act("table", value)));
  for (const [menu, property] of [[colour, "color"], [marker, "background"]]) {
    menu.items.forEach((item, at) => {
      const dot = element("i", { className: "dot" });
      if (menu.rows[at][0]) dot.style.background = menu.rows[at][0];
      else dot.classList.add("none");
      dot.dataset.of = property;
      item.prepend(dot);
    });
  }

  const group = (...parts) => element("div", { className: "group", role: "group" }, ...parts);
  bar.append(
    group(button("undo"), button("redo")),
    group(style.opener),
    group(button("bold"), button("italic"), button("underline"), button("strike"), marker.opener, colour.opener, button("plain")),
    group(button("bullets"), button("numbers"), button("check"), button("outdent"), button("indent")),
    group(tags.opener),
    group(button("link"), button("file", "Picture or file"), table.opener, button("quote"), button("code"), button("rule", "Line across")),
    group(button("help")),
  );
  const all = [...bar.querySelectorAll("button")];
  all[0].tabIndex = 0;
  const rove = (to) => {
    for (const one of all) one.tabIndex = one === to ? 0 : -1;
    to.focus();
  };
  bar.addEventListener("keydown", (event) => {
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const goal = { [forward]: at + 1, [back]: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") act("focus");
    if (goal === undefined) return;
    event.preventDefault();
    rove(all.at(goal % all.length));
  });
  bar.addEventListener("focusin", (event) => {
    if (all.includes(event.target)) for (const one of all) one.tabIndex = one === event.target ? 0 : -1;
  });

  const press = (name, isOn) => buttons[name].setAttribute("aria-pressed", String(!!isOn));
  const can = (name, isOn) => buttons[name].setAttribute("aria-disabled", String(!isOn));
  const checked = ({ items, rows }, isOn) => items.forEach((item, at) => item.setAttribute("aria-checked", String(isOn(rows[at][0]))));
  return {
    bar,
    popups: [style, colour, marker, tags, table].map(({ popup }) => popup),
    focus: () => (all.find(({ tabIndex }) => tabIndex === 0) ?? all[0]).focus(),
    close: () => {
      for (const { popup } of [style, colour, marker, tags, table]) if (popup.matches(":popover-open")) popup.hidePopover();
    },
    show: (state) => {
      for (const name of TOGGLES) press(name, state[name]);
      press("bullets", state.list === "ul");
      press("numbers", state.list === "ol");
      press("check", state.tags.some((tag) => tag.startsWith("to-do")));
      can("undo", state.canUndo);
      can("redo", state.canRedo);
      can("indent", state.list);
      can("outdent", state.list);
      words.textContent = state.block === "pre" ? "Code" : (STYLES.find(([name]) => name === state.block)?.[1] ?? "Text");
      checked(style, (value) => value === state.block);
      checked(tags, (value) => state.tags.includes(value));
      table.items.forEach((item, at) => (item.hidden = (typeof table.rows[at][0] === "string") !== state.table));
    },
  };
};
