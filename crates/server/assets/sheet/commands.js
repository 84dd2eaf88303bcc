// What the toolbar can ask for, and what it is told about the selection so that it shows which of it is on.

import { cellAt, changeTable, insertTable, placeIn } from "./table.js";
import { removeTags, tagsAt, toggleCheck, toggleTag } from "./tags.js";

const INLINE = { bold: "B", italic: "I", underline: "U", strike: "S", sub: "SUB", sup: "SUP" };
const OTHER = { sub: "SUP", sup: "SUB" };
const ALONE = "P,H1,H2,H3,H4,H5,H6,DIV,LI,TD,TH";

/** As the server's list of links. */
const ADDRESS = /^(?:https?:\/\/[^/\s]|mailto:.|tel:.|onenote:.)/i;

/** Returns an address that a link may have, or nothing. */
export const addressOf = (text) => {
  const address = text.trim();
  if (ADDRESS.test(address)) return address;
  if (/^[^\s:/@]+@[^\s:/@]+\.\w+$/.test(address)) return `mailto:${address}`;
  return /^[\w-]+(?:\.[\w-]+)+(?:[/?#].*)?$/.test(address) ? `https://${address}` : null;
};

const elementAt = (node) => (node.nodeType === 1 ? node : node.parentElement);

const keepingRange = (area, change) => {
  const { editor } = area;
  editor.saveUndoState();
  const { startContainer, startOffset, endContainer, endOffset } = editor.getSelection();
  const moved = change() ?? new Map();
  const range = document.createRange();
  range.setStart(moved.get(startContainer) ?? startContainer, startOffset);
  range.setEnd(moved.get(endContainer) ?? endContainer, endOffset);
  editor.setSelection(range);
  editor.focus();
};

const holds = (block) => ![...block.children].some((child) => child.matches("p,div,ul,ol,table,h1,h2,h3,h4,h5,h6,pre,blockquote"));

/** Makes the lines of the selection text, or headings. */
const setBlock = (area, name) =>
  keepingRange(area, () => {
    const blocks = [];
    area.editor.forEachBlock((block) => void (block.closest("[data-kept]") || blocks.push(block)));
    const moved = new Map();
    for (const block of blocks) {
      if (!ALONE.includes(block.nodeName) || !holds(block)) continue;
      const made = document.createElement(name);
      made.append(...block.childNodes);
      if (block.matches("li,td,th")) block.append(made);
      else {
        for (const { name, value } of block.attributes) made.setAttribute(name, value);
        block.replaceWith(made);
      }
      moved.set(block, made);
    }
    return moved;
  });

/** Runs a command that takes lines out and puts them back: in a table, inside the cell. */
const onLines = (area, command) => {
  const cell = cellAt(area.editor.getSelection().commonAncestorContainer);
  if (!cell) return area.editor.getSelection().cloneContents().querySelector("td,th,[data-kept]") ? null : command();
  if (holds(cell)) {
    keepingRange(area, () => {
      const line = document.createElement("p");
      line.append(...cell.childNodes);
      cell.append(line);
      return new Map([[cell, line]]);
    });
  }
  area.within(cell, command);
};

const list = (area, name) =>
  onLines(area, () => {
    const { editor } = area;
    if (stateOf(area).list === name) return editor.removeList();
    const tagged = [];
    editor.forEachBlock((block) => void (block.dataset.tag && tagged.push([block.firstChild, block.dataset.tag])));
    if (name === "ul") editor.makeUnorderedList();
    else editor.makeOrderedList();
    for (const [node, tag] of tagged) {
      const item = node && elementAt(node)?.closest("li");
      if (item) item.dataset.tag = tag;
    }
  });

const link = (area, { href, text }) => {
  const { editor } = area;
  const address = addressOf(href);
  if (!address) return;
  const range = editor.getSelection();
  const there = elementAt(range.startContainer).closest("a");
  if (there && area.root.contains(there)) {
    editor.saveUndoState();
    there.setAttribute("href", address);
  } else if (range.collapsed) {
    editor.saveUndoState();
    const made = document.createElement("a");
    made.setAttribute("href", address);
    made.textContent = text || href;
    editor.insertElement(made);
  } else editor.makeLink(address);
};

const unlink = (area) => {
  const { editor } = area;
  const range = editor.getSelection();
  const there = elementAt(range.startContainer).closest("a");
  if (range.collapsed && there && area.root.contains(there)) {
    range.selectNodeContents(there);
    editor.setSelection(range);
  }
  editor.removeLink();
};

const rule = (area) => {
  const { editor } = area;
  const block = area.blockOf(editor.getSelection().endContainer);
  if (!block) return;
  editor.saveUndoState();
  const [made, line] = [document.createElement("hr"), editor.createDefaultBlock()];
  block.after(made, line);
  const range = document.createRange();
  range.setStart(line, 0);
  editor.focus();
  editor.setSelection(range);
};

const inline = (name) => (area) => {
  const { editor } = area;
  const tag = INLINE[name];
  if (editor.hasFormat(tag)) editor.changeFormat(null, { tag });
  else editor.changeFormat({ tag }, OTHER[name] ? { tag: OTHER[name] } : null);
};

const quote = (area) => onLines(area, () => (stateOf(area).quote ? area.editor.removeQuote() : area.editor.increaseQuoteLevel()));

/** Every command, by the name that the toolbar has for it. Those that cannot be done return a sentence. */
export const COMMANDS = {
  ...Object.fromEntries(Object.keys(INLINE).map((name) => [name, inline(name)])),
  color: (area, value) => void area.editor.setTextColor(value),
  highlight: (area, value) => void area.editor.setHighlightColor(value),
  plain: (area) => void area.editor.removeAllFormatting(),
  block: (area, name) => void setBlock(area, /^(?:p|h[1-6])$/.test(name) ? name : "p"),
  bullets: (area) => void list(area, "ul"),
  numbers: (area) => void list(area, "ol"),
  indent: (area) => void onLines(area, () => area.editor.increaseListLevel()),
  outdent: (area) => void onLines(area, () => area.editor.decreaseListLevel()),
  quote: (area) => void quote(area),
  code: (area) => void onLines(area, () => area.editor.toggleCode()),
  rule: (area) => void rule(area),
  check: (area) => void toggleCheck(area),
  tag: (area, shape) => void toggleTag(area, shape),
  untag: (area) => void removeTags(area),
  link: (area, value) => void link(area, value),
  unlink: (area) => void unlink(area),
  table: (area, { rows, columns }) => void insertTable(area, rows, columns),
  tableChange: (area, act) => changeTable(area, act),
  undo: (area) => void area.editor.undo(),
  redo: (area) => void area.editor.redo(),
  focus: (area) => void area.editor.focus(),
};

/** Returns what the selection is. */
export const stateOf = (area) => {
  const { editor } = area;
  const range = editor.getSelection();
  const at = elementAt(range.startContainer);
  const within = (what) => {
    const found = at?.closest(what);
    return found && found !== area.root && area.root.contains(found) ? found : null;
  };
  const state = { canUndo: area.canUndo(), canRedo: area.canRedo(), table: !!placeIn(area), tags: tagsAt(area, range.startContainer) };
  for (const [name, tag] of Object.entries(INLINE)) state[name] = editor.hasFormat(tag);
  state.block = within("h1,h2,h3,h4,h5,h6,pre")?.nodeName.toLowerCase() ?? "p";
  state.code = !!within("code,pre");
  state.quote = !!within("blockquote");
  state.list = within("ul,ol")?.nodeName.toLowerCase() ?? "";
  state.link = within("a")?.getAttribute("href") ?? null;
  state.text = range.collapsed ? "" : editor.getSelectedText(range).slice(0, 200);
  return state;
};
