// Check boxes and note tags: a list of shapes in `data-tag`, as the page model has them. Those that can be done have a box.

/** The shapes that can be done and not done. */
const CHECKABLE = [
  "call-back",
  "client-request",
  "discuss-with-manager",
  "discuss-with-person-a",
  "discuss-with-person-b",
  "schedule-meeting",
  "to-do",
  "to-do-priority-1",
  "to-do-priority-2",
];

const DONE = ":completed";

const shapeOf = (tag) => tag.split(":")[0];
const tagsOf = (element) => (element.dataset.tag ?? "").split(",").filter(Boolean);
const put = (element, tags) => {
  if (tags.length) element.dataset.tag = tags.join(",");
  else element.removeAttribute("data-tag");
};

const isCheckable = (tag) => CHECKABLE.includes(shapeOf(tag));
const TAGGED = "p,h1,h2,h3,h4,h5,h6,li";

/** Returns the lines in the selection that can have a tag. */
const linesOf = (area) => {
  const lines = new Set();
  area.editor.forEachBlock((block) => {
    const line = block.closest("li") ?? block.closest(TAGGED);
    if (line && area.root.contains(line) && !line.closest("[data-kept]")) lines.add(line);
  });
  return [...lines];
};

/** Returns what the line of the caret is tagged with. */
export const tagsAt = (area, node) => {
  const line = (node.nodeType === 1 ? node : node.parentElement)?.closest("li[data-tag],[data-tag]");
  return line && area.root.contains(line) ? tagsOf(line).map(shapeOf) : [];
};

/** Puts a tag on the lines of the selection, or takes it off if all have it. */
export const toggleTag = (area, shape) => {
  const { editor } = area;
  editor.saveUndoState();
  const lines = linesOf(area);
  const isOn = lines.every((line) => tagsOf(line).some((tag) => shapeOf(tag) === shape));
  for (const line of lines) {
    const others = tagsOf(line).filter((tag) => shapeOf(tag) !== shape);
    put(line, isOn ? others : [...others, shape]);
  }
  editor.focus();
};

/** Takes all tags off the lines of the selection. */
export const removeTags = (area) => {
  area.editor.saveUndoState();
  for (const line of linesOf(area)) put(line, []);
  area.editor.focus();
};

const flip = (line) => {
  const isDone = tagsOf(line).some((tag) => isCheckable(tag) && tag.endsWith(DONE));
  put(line, tagsOf(line).map((tag) => (isCheckable(tag) ? shapeOf(tag) + (isDone ? "" : DONE) : tag)));
};

/** Checks or unchecks what the selection is on; a line without a box gets one. */
export const toggleCheck = (area) => {
  const boxes = linesOf(area).filter((line) => tagsOf(line).some(isCheckable));
  if (!boxes.length) return toggleTag(area, "to-do");
  area.editor.saveUndoState();
  boxes.forEach(flip);
};

/** Checks a box by a click on it: it is drawn before the line, in the room that the line leaves free. */
export const checkByClick = (area, event) => {
  const line = event.target.closest?.("[data-tag]");
  if (!line || !line.matches(TAGGED) || line.closest("[data-kept]") || !tagsOf(line).some(isCheckable)) return false;
  const box = line.getBoundingClientRect();
  const style = getComputedStyle(line);
  const room = parseFloat(style.paddingInlineStart);
  const isRight = style.direction === "rtl";
  const x = isRight ? box.right - event.clientX : event.clientX - box.left;
  if (x > room || event.clientY > box.top + 1.6 * parseFloat(style.fontSize)) return false;
  area.editor.saveUndoState();
  flip(line);
  return true;
};

/** Enter on a line with a box makes another one, which is not done; on an empty one it ends them. Says whether there is nothing left to do. */
export const enterOnTagged = (area) => {
  const { editor } = area;
  const range = editor.getSelection();
  const from = range.startContainer;
  const line = (from.nodeType === 1 ? from : from.parentElement)?.closest(TAGGED);
  if (!line?.dataset.tag || !area.root.contains(line)) return false;
  const tags = tagsOf(line);
  if (!/[^\s\u200B]/.test(line.textContent) && !line.querySelector("img")) {
    editor.saveUndoState();
    put(line, []);
    return line.nodeName !== "LI";
  }
  editor.splitBlock(false);
  const node = editor.getSelection().startContainer;
  const next = (node.nodeType === 1 ? node : node.parentElement)?.closest(TAGGED);
  if (next && next !== line && area.root.contains(next)) put(next, tags.filter(isCheckable).map(shapeOf));
  return true;
};
