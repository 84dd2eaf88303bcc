// What hands do on the sheet: keys, clicks, what is pasted and dropped. All of it is looked at here before Squire sees it.

import { choose, keptAt } from "./kept.js";
import { onBeforeInput, onKey } from "./keys.js";
import { filesOf } from "./paste.js";
import { checkByClick } from "./tags.js";

/** Windows narrower than this show one column. */
const NARROW = 640;

/** So far below what is written a click still goes on with that, in pixels. */
const BELOW = 160;

/** So far beside it a click still means it. */
const BESIDE = 24;

/** A click where nothing stands begins an outline there; below what is written it goes on with that. */
const clickFree = ({ areas, newOutline }, event) => {
  if (event.target !== document.body && event.target !== document.documentElement) return;
  event.preventDefault();
  const flow = areas.find(({ isOutline }) => !isOutline);
  const box = flow?.root.getBoundingClientRect();
  const isBeside = box && (event.clientX > box.right + BESIDE || event.clientX + BESIDE < box.left);
  const others = areas.filter(({ isOutline }) => isOutline);
  const isNarrow = innerWidth < NARROW;
  if (flow && (isNarrow || (!isBeside && !others.length) || (!isBeside && event.clientY - box.bottom < BELOW))) {
    flow.fills();
    flow.editor.focus();
    flow.editor.moveCursorToEnd();
    return;
  }
  const left = Math.max(0, Math.round(event.pageX - 8));
  const area = newOutline({ left, top: Math.max(0, Math.round(event.pageY - 12)) });
  area.editor.focus();
};

/** Listens to all of it. */
export const listen = (sheet) => {
  const { areas, areaAt, tell, run, insert, settled, hidden } = sheet;
  document.addEventListener("keydown", (event) => {
    const area = areaAt(event.target);
    if (area) onKey(area, event, { run, ask: (what) => tell({ is: "ask", what }) });
  }, true);
  document.addEventListener("beforeinput", (event) => {
    const area = areaAt(event.target);
    if (area) onBeforeInput(area, event);
  }, true);
  // Squire learns late where the caret is; once the sheet is left it asks no more.
  document.addEventListener("blur", (event) => areaAt(event.target)?.editor.getSelection(), true);
  document.addEventListener("compositionend", () => setTimeout(settled));

  for (const type of ["paste", "drop"]) {
    document.addEventListener(type, (event) => {
      const files = filesOf(event.clipboardData ?? event.dataTransfer);
      const area = areaAt(event.target) ?? (type === "drop" ? areas[0] : null);
      if (!files.length || !area) return type === "drop" && !area && event.preventDefault();
      event.preventDefault();
      event.stopImmediatePropagation();
      insert(area, files);
    }, true);
  }
  document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());

  document.addEventListener("mousedown", (event) => {
    if (event.button) return;
    const area = areaAt(event.target);
    if (!area) return clickFree(sheet, event);
    const kept = keptAt(event.target);
    if (kept || checkByClick(area, event)) {
      event.preventDefault();
      event.stopPropagation();
      if (kept) choose(area, kept);
    } else choose(area, null);
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || keptAt(link) || !areaAt(link)) tell({ is: "open", href: link.getAttribute("href") });
  }, true);
  // What chips stand for has no size to drag at.
  document.addEventListener("click", (event) => event.target.matches?.("img[data-chip]") && event.stopPropagation(), true);

  document.addEventListener("visibilitychange", () => document.hidden && hidden());
};
