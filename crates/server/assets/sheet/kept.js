// Blocks that the editor does not understand. They can be chosen, moved past and deleted as one, and never change: not by typing, not
// by a deletion that ends in their middle, not by a bug.

/** Returns the block at a node that cannot be edited, if it is in one. */
export const keptAt = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-kept]");

/** Puts back whatever became of what is kept. */
export const keepUntouched = (area) => {
  const known = new Map();
  const learn = () => {
    for (const kept of area.root.querySelectorAll(":scope > [data-kept]")) if (!known.has(kept.dataset.block)) known.set(kept.dataset.block, kept.innerHTML);
  };
  learn();
  const guard = new MutationObserver((records) => {
    const touched = new Set();
    let isNew = false;
    for (const { target, addedNodes } of records) {
      if (target === area.root) isNew ||= [...addedNodes].some((node) => node.dataset?.kept !== undefined);
      const kept = area.root.contains(target) && keptAt(target);
      if (kept) touched.add(kept);
    }
    if (isNew) learn();
    for (const kept of touched) {
      const was = known.get(kept.dataset.block);
      if (was === undefined || kept.innerHTML === was) continue;
      area.quietly(() => {
        // What was deleted around its content leaves a husk: it is deleted with it.
        if (!kept.textContent.trim() && !kept.querySelector("img")) kept.replaceWith(area.editor.createDefaultBlock());
        else kept.innerHTML = was;
      });
    }
  });
  guard.observe(area.root, { childList: true, characterData: true, subtree: true });
  return { learn, disconnect: () => guard.disconnect() };
};

/** Chooses a block as a whole. */
export const choose = (area, kept) => {
  for (const other of area.root.querySelectorAll(".chosen")) other.classList.remove("chosen");
  if (!kept) return;
  kept.classList.add("chosen");
  const range = document.createRange();
  range.selectNode(kept);
  area.editor.focus();
  area.editor.setSelection(range);
};

/** Returns what is chosen, if one is and the selection still is on it. */
export const chosenIn = (area) => {
  const kept = area.root.querySelector(".chosen");
  if (!kept) return null;
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const isOn = range && !range.collapsed && range.intersectsNode(kept) && !range.toString().replace(kept.textContent, "").trim();
  if (!isOn) kept.classList.remove("chosen");
  return isOn ? kept : null;
};

const caretIn = (area, block, atEnd) => {
  const range = document.createRange();
  range.selectNodeContents(block);
  range.collapse(!atEnd);
  area.editor.setSelection(range);
};

/** Puts an empty line in the place of what is chosen, or beside it. */
const line = (area, kept, place) => {
  area.editor.saveUndoState();
  const block = area.editor.createDefaultBlock();
  kept[place](block);
  area.editor.focus();
  caretIn(area, block, false);
};

const editable = (block) => block && !block.matches("[data-kept]");

const leave = (area, kept, forward) => {
  kept.classList.remove("chosen");
  const next = forward ? kept.nextElementSibling : kept.previousElementSibling;
  if (!next) return line(area, kept, forward ? "after" : "before");
  if (!editable(next)) return choose(area, next);
  caretIn(area, next, !forward);
};

const FORWARD = ["ArrowDown", "ArrowRight"];
const BACK = ["ArrowUp", "ArrowLeft"];

/** What keys do where something is chosen. Says whether there is nothing left to do. */
export const keyOnChosen = (area, event) => {
  const kept = chosenIn(area);
  if (!kept) return false;
  const { key } = event;
  const isLetter = key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (FORWARD.includes(key) || BACK.includes(key)) leave(area, kept, FORWARD.includes(key));
  else if (key === "Backspace" || key === "Delete") line(area, kept, "replaceWith");
  else if (key === "Enter") line(area, kept, "after");
  else if (isLetter) {
    // What was chosen is not overwritten by a slip of a finger: letters go on a line of their own.
    line(area, kept, "after");
    return false;
  } else if (key === "Escape") leave(area, kept, true);
  else return false;
  event.preventDefault();
  return true;
};

const isAtEdge = (area, range, block, forward) => {
  const rest = document.createRange();
  rest.selectNodeContents(block);
  if (forward) rest.setStart(range.endContainer, range.endOffset);
  else rest.setEnd(range.startContainer, range.startOffset);
  return !/[^\u200B]/.test(rest.toString()) && !rest.cloneContents().querySelector("img");
};

/** Arrows and deletions that would run into a kept block choose it instead. Says whether one did. */
export const keyBesideKept = (area, event) => {
  const forward = [...FORWARD, "Delete"].includes(event.key);
  if ((!forward && ![...BACK, "Backspace"].includes(event.key)) || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
  const range = area.editor.getSelection();
  const block = range.collapsed ? area.blockOf(range.startContainer) : null;
  const next = forward ? block?.nextElementSibling : block?.previousElementSibling;
  if (!next?.matches("[data-kept]") || !isAtEdge(area, range, block, forward)) return false;
  event.preventDefault();
  choose(area, next);
  return true;
};

/** A selection that ends in a kept block, or in a table from outside, is made one that ends beside it; so Squire tears none apart. */
export const padSelection = (area) => {
  const range = area.editor.getSelection();
  if (range.collapsed || !area.root.contains(range.commonAncestorContainer)) return;
  const atomAt = (node) => {
    const block = area.blockOf(node);
    return block?.matches("[data-kept],table") ? block : null;
  };
  const nodeAt = (container, offset) => (container === area.root ? (container.childNodes[offset] ?? container.lastChild) : container);
  const first = atomAt(nodeAt(range.startContainer, range.startOffset));
  const last = atomAt(nodeAt(range.endContainer, range.endContainer === area.root ? Math.max(0, range.endOffset - 1) : range.endOffset));
  if (first === last && first?.matches("table")) return;
  if (!first && !last) return;
  // What is undone goes back to before there was anything beside them.
  area.editor.saveUndoState();
  const { startContainer, startOffset, endContainer, endOffset } = area.editor.getSelection();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  area.quietly(() => {
    if (first) {
      const pad = area.editor.createDefaultBlock();
      first.before(pad);
      range.setStart(pad, 0);
    }
    if (last) {
      const pad = area.editor.createDefaultBlock();
      last.after(pad);
      range.setEnd(pad, 0);
    }
  });
  area.editor.setSelection(range);
};
