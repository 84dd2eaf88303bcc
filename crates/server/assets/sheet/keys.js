// Keys: those that are commands, and those that would do harm beside tables, kept blocks and boxes.

import { keyBesideKept, keyOnChosen, padSelection } from "./kept.js";
import { cellAt, deleteAtCell, moveCell } from "./table.js";
import { enterOnTagged } from "./tags.js";

const isMac = /Mac OS X/.test(navigator.userAgent);

/** Which command a key is, with the modifier that commands have on this machine. The help of the toolbar lists the same. */
const SHORTCUTS = {
  b: ["bold"],
  i: ["italic"],
  u: ["underline"],
  "shift+x": ["strike"],
  "shift+7": ["numbers"],
  "shift+8": ["bullets"],
  "shift+9": ["quote"],
  "shift+e": ["code"],
  "alt+0": ["block", "p"],
  "alt+1": ["block", "h1"],
  "alt+2": ["block", "h2"],
  "alt+3": ["block", "h3"],
  "alt+4": ["tag", "important"],
  "alt+5": ["tag", "question"],
  "]": ["indent"],
  "[": ["outdent"],
  enter: ["check"],
  "\\": ["plain"],
  z: ["undo"],
  y: ["redo"],
  "shift+z": ["redo"],
};

/** Keys that the parent answers. */
const ASKED = { k: "link", s: "save", "/": "help" };

const nameOf = (event) => {
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const key = digit ?? event.key.toLowerCase();
  return `${event.altKey ? "alt+" : ""}${event.shiftKey ? "shift+" : ""}${key}`;
};

let leaves = false;

const tab = (area, event) => {
  if (leaves || event.ctrlKey || event.altKey || event.metaKey) return null;
  const step = event.shiftKey ? -1 : 1;
  if (moveCell(area, step)) return [];
  const from = area.editor.getSelection().startContainer;
  const item = (from.nodeType === 1 ? from : from.parentElement)?.closest("li");
  return item && area.root.contains(item) ? [step > 0 ? "indent" : "outdent"] : null;
};

/** Answers a key before Squire does. `run` runs a command, `ask` has the parent do something. */
export const onKey = (area, event, { run, ask }) => {
  if (event.isComposing || event.keyCode === 229) return;
  const stop = () => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const isCommand = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (event.altKey && event.key === "F10") return stop(), ask("toolbar");
  if (isCommand) {
    const name = nameOf(event);
    if (ASKED[name]) return stop(), ask(ASKED[name]);
    if (SHORTCUTS[name]) return stop(), run(...SHORTCUTS[name]);
  }
  if (event.key === "Tab") {
    const command = tab(area, event);
    leaves = false;
    if (!command) return event.stopImmediatePropagation();
    stop();
    if (command.length) run(...command);
    return;
  }
  leaves = event.key === "Escape";
  if (keyOnChosen(area, event) || keyBesideKept(area, event) || deleteAtCell(area, event)) return event.stopImmediatePropagation();
  const isWritten = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
  if (isWritten || event.key === "Backspace" || event.key === "Delete" || event.key === "Enter") padSelection(area);
  if (event.key === "Backspace" && untag(area)) stop();
};

/** A deletion at the start of a line with a tag takes the tag away first. */
const untag = (area) => {
  const range = area.editor.getSelection();
  if (!range.collapsed) return false;
  const from = range.startContainer;
  const line = (from.nodeType === 1 ? from : from.parentElement)?.closest("p[data-tag],h1[data-tag],h2[data-tag],h3[data-tag],li[data-tag]");
  if (!line || !area.root.contains(line) || cellAt(line)) return false;
  const before = document.createRange();
  before.selectNodeContents(line);
  before.setEnd(range.startContainer, range.startOffset);
  if (/[^\u200B]/.test(before.toString())) return false;
  area.editor.saveUndoState();
  line.removeAttribute("data-tag");
  return true;
};

/** Answers what a browser is about to write before Squire does. */
export const onBeforeInput = (area, event) => {
  if (event.isComposing || event.inputType !== "insertParagraph" || !enterOnTagged(area)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
};

/** A line that came about by Enter is not the one that it was split from. */
export const afterSplit = (area, event) => {
  if (event.inputType !== "insertParagraph") return;
  const from = area.editor.getSelection().startContainer;
  let line = from.nodeType === 1 ? from : from.parentElement;
  for (; line && line !== area.root; line = line.parentElement) {
    const id = line.dataset.id;
    if (id && line.previousElementSibling?.dataset.id === id) line.removeAttribute("data-id");
  }
};
