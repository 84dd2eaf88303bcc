// Icons of the toolbar, drawn by strokes on a square of 24. Each is a path, or letters.

const PATHS = {
  undo: "M8 6 4 10l4 4M4 10h9a6 6 0 0 1 0 12h-2",
  redo: "m16 6 4 4-4 4M20 10h-9a6 6 0 0 0 0 12h2",
  bold: "M7 4h6.5a4 4 0 0 1 0 8H7zm0 8h7.5a4 4 0 0 1 0 8H7z",
  italic: "M10 4h8M6 20h8M14.5 4l-5 16",
  underline: "M7 4v7a5 5 0 0 0 10 0V4M5 21h14",
  strike: "M4 12h16M16.5 7.5C16 5.5 14.3 4 12 4c-2.6 0-4.5 1.5-4.5 3.6 0 1.4.8 2.4 2.2 3M7 16.2c.4 2.3 2.4 3.8 5.1 3.8 2.8 0 4.9-1.6 4.9-4 0-.7-.2-1.4-.5-1.9",
  highlight: "m14 4 6 6-8.5 8.5H6L4.5 17zM4 21h9",
  color: "M6 17 11.2 4h1.6L18 17M8 12.5h8",
  bullets: "M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01",
  numbers: "M10 6h11M10 12h11M10 18h11M4 4l1.5-.7V9M3.4 14.6c.2-1 2.9-1.5 2.9.3 0 1.3-2.9 2.2-2.9 3.8h3",
  check: "M4 5h16v14H4zm4 7 3 3 5-6",
  indent: "M4 5h16M11 10h9M11 14h9M4 19h16M4 9l3 3-3 3",
  outdent: "M4 5h16M11 10h9M11 14h9M4 19h16M7 9l-3 3 3 3",
  tag: "M5 21V4c4-2 8 2 13 0v10c-5 2-9-2-13 0",
  link: "M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12.2 6M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.4-1.3",
  file: "M4 5h16v14H4zm0 11 5-5 4 4 3-3 4 4M15.5 9.5h.01",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
  quote: "M9 7c-3 1-4 3-4 6v4h5v-5H7.5c0-1.5.5-2.5 2-3.2M19 7c-3 1-4 3-4 6v4h5v-5h-2.5c0-1.5.5-2.5 2-3.2",
  code: "m8 7-5 5 5 5M16 7l5 5-5 5",
  rule: "M3 12h18",
  plain: "M6 5h13M12.5 5 10 15M4 20 20 12M6 20h8",
  help: "M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2.9-1.2 1.9v.8M12 18h.01",
  down: "m8 10 4 4 4-4",
};

/** Returns the icon of a name. */
export const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
};
