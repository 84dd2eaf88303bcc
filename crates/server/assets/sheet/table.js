// Tables: made, and changed by rows and columns. Those with joined cells are left as they are: what becomes of them is not to be guessed.

const cellAt = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("td,th");

const emptyCell = (like) => {
  const cell = document.createElement(like?.nodeName ?? "td");
  if (like?.style.border) cell.style.border = like.style.border;
  cell.append(document.createElement("br"));
  return cell;
};

const caretIn = (area, cell) => {
  const range = document.createRange();
  let into = cell;
  while (into.firstElementChild && !into.firstElementChild.matches("br,img,a,b,i,u,s,span,code,sub,sup")) into = into.firstElementChild;
  range.selectNodeContents(into);
  range.collapse(true);
  area.editor.focus();
  area.editor.setSelection(range);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
};

/** Returns where the selection is in a table, if it is in one that can be written in. */
export const placeIn = (area) => {
  const cell = cellAt(area.editor.getSelection().startContainer);
  const table = cell?.closest("table");
  if (!table || !area.root.contains(table) || table.closest("[data-kept]")) return null;
  return { table, row: cell.parentNode, cell, column: cell.cellIndex };
};

/** Makes a table where the caret is. */
export const insertTable = (area, rows, columns) => {
  const { editor } = area;
  if (placeIn(area)) return;
  editor.saveUndoState();
  const table = document.createElement("table");
  table.style.cssText = "border:1px solid;border-collapse:collapse";
  const body = table.createTBody();
  for (let row = 0; row < rows; row++) body.insertRow().append(...Array.from({ length: columns }, () => emptyCell()));
  const block = area.blockOf(editor.getSelection().endContainer) ?? area.root.lastElementChild;
  const isFree = block.matches("p") && !block.textContent.replace(/\u200B/g, "") && !block.querySelector("img") && !block.dataset.tag;
  if (isFree) block.replaceWith(table);
  else block.after(table);
  if (!table.nextElementSibling) table.after(editor.createDefaultBlock());
  caretIn(area, table.rows[0].cells[0]);
};

const isPlain = (table) => !table.querySelector("[colspan]:not([colspan='1']),[rowspan]:not([rowspan='1'])");

const ACTS = {
  rowBefore: ({ row }) => row.before(likeRow(row)),
  rowAfter: ({ row }) => row.after(likeRow(row)),
  columnBefore: ({ table, column }) => eachRow(table, column, (cell) => cell.before(emptyCell(cell))),
  columnAfter: ({ table, column }) => eachRow(table, column, (cell) => cell.after(emptyCell(cell))),
  rowRemove: ({ row }) => row.remove(),
  columnRemove: ({ table, column }) => eachRow(table, column, (cell) => cell.remove()),
  tableRemove: ({ table }) => table.replaceChildren(),
};

const likeRow = (row) => {
  const made = document.createElement("tr");
  made.append(...[...row.cells].map((cell) => emptyCell(cell.nodeName === "TH" && row.rowIndex === 0 ? null : cell)));
  return made;
};

const eachRow = (table, column, act) => {
  for (const row of table.rows) if (row.cells.length) act(row.cells[Math.min(column, row.cells.length - 1)]);
};

/** Changes the table that the caret is in. Returns a sentence if it cannot be. */
export const changeTable = (area, act) => {
  const place = placeIn(area);
  if (!place) return null;
  const { table, row, column } = place;
  if (act !== "tableRemove" && !isPlain(table)) return "Some cells of this table are joined. Its rows and columns stay as they are.";
  area.editor.saveUndoState();
  const rowIndex = row.rowIndex;
  ACTS[act](place);
  const left = [...table.rows].filter((row) => row.cells.length);
  if (!left.length) {
    const line = area.editor.createDefaultBlock();
    table.replaceWith(line);
    caretIn(area, line);
    return null;
  }
  const goal = left[Math.min(rowIndex + (act === "rowAfter" ? 1 : 0), left.length - 1)];
  caretIn(area, goal.cells[Math.min(column + (act === "columnAfter" ? 1 : 0), goal.cells.length - 1)]);
  return null;
};

/** Moves to the next or the last cell; at the end a row is added. */
export const moveCell = (area, step) => {
  const place = placeIn(area);
  if (!place) return false;
  const cells = [...place.table.querySelectorAll("td,th")].filter((cell) => cell.closest("table") === place.table);
  const goal = cells[cells.indexOf(place.cell) + step];
  if (goal) caretIn(area, goal);
  else if (step > 0) {
    if (!isPlain(place.table)) return false;
    area.editor.saveUndoState();
    const made = likeRow(place.row);
    place.row.after(made);
    caretIn(area, made.cells[0]);
  } else return false;
  return true;
};

const isAtEdge = (range, cell, forward) => {
  const rest = document.createRange();
  rest.selectNodeContents(cell);
  if (forward) rest.setStart(range.endContainer, range.endOffset);
  else rest.setEnd(range.startContainer, range.startOffset);
  return !/[^\u200B]/.test(rest.toString()) && !rest.cloneContents().querySelector("img,li + li,p + p");
};

/** Deleting never joins cells, nor what is beside a table with one of its cells. Says whether there is nothing left to do. */
export const deleteAtCell = (area, event) => {
  const forward = event.key === "Delete";
  if (!forward && event.key !== "Backspace") return false;
  const range = area.editor.getSelection();
  const [from, to] = [cellAt(range.startContainer), cellAt(range.endContainer)];
  if (!range.collapsed) {
    const table = from?.closest("table");
    if (!from || from === to || table !== to?.closest("table")) return false;
    area.editor.saveUndoState();
    for (const cell of table.querySelectorAll("td,th")) if (range.intersectsNode(cell)) cell.replaceChildren(document.createElement("br"));
    caretIn(area, from);
    event.preventDefault();
    return true;
  }
  if (from) {
    if (!isAtEdge(range, from, forward)) return false;
    event.preventDefault();
    return true;
  }
  const block = area.blockOf(range.startContainer);
  const beside = forward ? block?.nextElementSibling : block?.previousElementSibling;
  if (beside?.nodeName !== "TABLE" || !isAtEdge(range, block, forward)) return false;
  event.preventDefault();
  const cells = beside.querySelectorAll("td,th");
  if (cells.length) caretIn(area, forward ? cells[0] : cells[cells.length - 1]);
  return true;
};

export { cellAt };
