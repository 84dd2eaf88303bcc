// An area: the flow of the page or an outline, with a Squire of its own.

import Squire from "../vendor/squire.mjs";
import { adoptChips } from "./chip.js";
import { pasted, stored } from "./clean.js";
import { keepUntouched } from "./kept.js";
import { adoptLetters } from "./letters.js";
import { printed } from "./print.js";

/** What undoing may hold in memory, in letters: some hundred steps of a large page, and more than anybody takes back of a small one. */
const UNDO_LETTERS_MAX = 30_000_000;
const UNDO_STEPS_MIN = 20;
const UNDO_STEPS_MAX = 1_000;

/** A page this long takes more than a frame of a screen to be laid out as a whole. */
const LARGE_LETTERS = 100_000;

const STRUCTURE = "ul,ol,table,tbody,thead,tfoot,tr";

const dropBlanks = (parent) => {
  for (const node of [...parent.childNodes]) if (node.nodeType === 8 || (node.nodeType === 3 && !/\S/.test(node.data))) node.remove();
};

/** What the tag of an item stands on is its words; while one writes, it is the item, so that each new one gets its own. */
const liftTags = (root) => {
  for (const words of root.querySelectorAll("li > span[data-tag]:first-child, li > p[data-tag]:first-child")) {
    words.parentNode.dataset.tag = words.dataset.tag;
    words.removeAttribute("data-tag");
  }
};

const LINES = "p,h1,h2,h3,h4,h5,h6,ul,ol,table,pre,blockquote,div,hr";

/** Where words stand beside blocks, they get a block of their own: Squire finds no line for them otherwise. */
const wrapWords = (parent) => {
  if (![...parent.children].some((child) => child.matches(LINES))) return;
  let line = null;
  for (const node of [...parent.childNodes]) {
    if (node.nodeType === 1 && node.matches(LINES)) line = null;
    else if (line) line.append(node);
    else if (node.nodeType === 1 || /\S/.test(node.data)) {
      line = document.createElement(parent.nodeName === "LI" ? "div" : "p");
      node.replaceWith(line);
      line.append(node);
    } else node.remove();
  }
};

/** Makes blocks as they were stored, or as they were pasted, ones that can be written in. */
export const adopt = (root) => {
  adoptChips(root);
  liftTags(root);
  adoptLetters(root);
  dropBlanks(root);
  for (const element of root.querySelectorAll(STRUCTURE)) if (!element.closest("[data-kept]")) dropBlanks(element);
  for (const element of root.querySelectorAll("li,td,th,blockquote,div")) if (!element.closest("[data-kept]")) wrapWords(element);
  for (const block of root.querySelectorAll("p,h1,h2,h3,h4,h5,h6,li,td,th,pre")) {
    if (!block.hasChildNodes() && !block.closest("[data-kept]")) block.append(document.createElement("br"));
  }
  for (const kept of root.querySelectorAll("[data-kept]")) {
    kept.contentEditable = "false";
    kept.tabIndex = -1;
  }
  return root;
};

class Area {
  constructor(root, hear) {
    this.root = root;
    this.key = root.dataset.area ?? null;
    this.prints = new WeakMap();
    this.isComposing = false;
    const content = document.createDocumentFragment();
    content.append(...root.childNodes);
    const letters = content.textContent.length;
    root.setAttribute("role", "textbox");
    root.setAttribute("aria-multiline", "true");
    root.setAttribute("aria-label", root.style.position === "absolute" ? "Outline" : "Page");
    root.dir = "auto";
    // What is far away is not laid out for each key.
    root.classList.toggle("large", letters > LARGE_LETTERS);
    const steps = Math.round(UNDO_LETTERS_MAX / (2 * letters + 1));
    this.editor = new Squire(root, {
      blockTag: "P",
      undo: { documentSizeThreshold: 0, undoLimit: Math.min(UNDO_STEPS_MAX, Math.max(UNDO_STEPS_MIN, steps)) },
      sanitizeToDOMFragment: (html) => adopt(pasted(html)),
      // What is copied from here is pasted elsewhere: without what only this sheet understands.
      willCutCopy: (html) => {
        const holder = document.createElement("div");
        holder.append(pasted(html));
        return holder.innerHTML;
      },
      didError: (error) => console.error(error),
    });
    // Squire has these go to the start and the end of everything. They turn pages, as everywhere.
    for (const key of ["PageUp", "PageDown"]) this.editor.setKeyHandler(key, null);
    this.editor.modifyDocument(() => root.replaceChildren(adopt(content)));
    this.fills();
    this.forgetsSteps();
    this.guard = keepUntouched(this);
    this.observer = new MutationObserver((records) => {
      if (this.looksAt(records)) hear.changed(this);
    });
    this.watches();
    for (const type of ["pathChange", "select", "cursor", "undoStateChange"]) this.editor.addEventListener(type, () => hear.moved(this));
    root.addEventListener("compositionstart", () => (this.isComposing = true));
    root.addEventListener("compositionend", () => {
      this.isComposing = false;
      hear.changed(this);
    });
    root.addEventListener("focusin", () => hear.entered(this));
  }

  /** Squire leaves a division at the end where it found nothing for a moment. */
  tidies() {
    const last = this.root.lastElementChild;
    const isLeft = last?.nodeName === "DIV" && !last.attributes.length && last.childNodes.length === 1 && last.firstChild.nodeName === "BR";
    if (!isLeft || !last.previousElementSibling || last.contains(this.editor.getSelection().startContainer)) return;
    this.quietly(() => last.remove());
    this.fills();
  }

  /** An area always has a line to write on, also below a table or what cannot be edited. */
  fills() {
    const last = this.root.lastElementChild;
    if (!last || !last.matches("p,h1,h2,h3,h4,h5,h6,ul,ol,pre,div:not([data-kept])") || last.matches("[data-kept]")) {
      this.editor.modifyDocument(() => this.root.append(this.editor.createDefaultBlock()));
    }
  }

  watches() {
    this.observer.observe(this.root, { childList: true, attributes: true, characterData: true, subtree: true });
  }

  /** Changes the sheet without that counting as something that was written. */
  quietly(change) {
    this.looksAt(this.observer.takeRecords());
    this.observer.disconnect();
    this.editor.modifyDocument(change);
    this.watches();
  }

  blockOf(node) {
    if (node === this.root || !this.root.contains(node)) return null;
    while (node.parentNode !== this.root) node = node.parentNode;
    return node;
  }

  looksAt(records) {
    let isChange = false;
    for (const { type, target, attributeName } of records) {
      if (type === "attributes" && (target === this.root || attributeName === "class" || attributeName === "tabindex")) continue;
      const block = this.blockOf(target);
      if (block) this.prints.delete(block);
      isChange = true;
    }
    return isChange;
  }

  /** Returns the blocks, in order. */
  blocks() {
    this.looksAt(this.observer.takeRecords());
    return [...this.root.children].filter((block) => !block.matches("input,.squire-image-resize-container"));
  }

  /** Returns the HTML of a block, printed once for as long as nothing in it changes. */
  print(block) {
    let print = this.prints.get(block);
    if (print === undefined) this.prints.set(block, (print = printed(block)));
    return print;
  }

  /** After others' words came in, older steps would take them away again. */
  forgetsSteps() {
    const { editor } = this;
    editor._undoIndex = -1;
    editor._undoStack.length = 0;
    editor._undoStackLength = 0;
    editor._isInUndoState = false;
    // Noting where the caret is changes the sheet for a moment, which is nothing to be undone.
    editor.modifyDocument(() => editor.saveUndoState());
    editor.fireEvent("undoStateChange", { canUndo: false, canRedo: false });
  }

  canUndo() {
    return this.editor._undoIndex > 0 || !this.editor._isInUndoState;
  }

  canRedo() {
    return this.editor._isInUndoState && this.editor._undoIndex + 1 < this.editor._undoStackLength;
  }

  /** Runs a command of Squire's with a table's cell as the whole of its world: it would tear the table apart otherwise. */
  within(cell, command) {
    const { editor } = this;
    // From here on nothing is noted for undoing until something changes, so no half of the sheet is taken for the whole.
    editor.saveUndoState();
    editor._root = cell;
    try {
      command();
    } finally {
      editor._root = this.root;
      // What Squire puts into an area that it finds empty for a moment.
      if (cell.children.length > 1 && cell.lastElementChild.nodeName === "BR") cell.lastElementChild.remove();
    }
  }

  close() {
    this.observer.disconnect();
    this.guard.disconnect();
    this.editor.destroy();
    this.root.remove();
  }
}

/** Opens an area for writing. */
export const openArea = (root, hear) => new Area(root, hear);

/** Returns the one block that the server says others wrote, ready to stand in an area. */
export const foreign = (html, key) => {
  const holder = document.createElement("div");
  holder.append(stored(html));
  const block = adopt(holder).firstElementChild;
  if (block) block.dataset.block = key;
  return block;
};
