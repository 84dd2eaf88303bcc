// Letters: a page says `span` with a style, Squire works with `b`, `i`, and spans of one class each. This makes the one from the other;
// the way back is the server's, which reads both.

const element = (name, className) => Object.assign(document.createElement(name), className ? { className } : {});

const NAMES = { STRONG: "b", EM: "i", VAR: "i", DFN: "i", INS: "u", DEL: "s", STRIKE: "s" };

const COLOURED = [
  ["color", "color"],
  ["background-color", "highlight"],
  ["font-family", "font"],
  ["font-size", "size"],
];

const take = (style, name) => {
  const value = style.getPropertyValue(name);
  style.removeProperty(name);
  return value;
};

/** Returns the elements that say what a style says of letters, and takes it out of the style. */
const layers = (style) => {
  const made = [];
  if (/^(?:bold|[6-9]00)/.test(style.fontWeight)) take(style, "font-weight") && made.push(element("b"));
  if (/^(?:italic|oblique)/.test(style.fontStyle)) take(style, "font-style") && made.push(element("i"));
  const line = style.textDecorationLine;
  if (line.includes("underline") || line.includes("line-through")) {
    style.removeProperty("text-decoration");
    if (line.includes("underline")) made.push(element("u"));
    if (line.includes("line-through")) made.push(element("s"));
  }
  for (const [name, className] of COLOURED) {
    const value = take(style, name);
    if (!value || value === "inherit") continue;
    const span = element("span", className);
    span.style.setProperty(name, value);
    made.push(span);
  }
  return made;
};

const adoptSpan = (span) => {
  const made = layers(span.style);
  if (!span.style.length) span.removeAttribute("style");
  let inner = span;
  for (const layer of made) {
    layer.append(...inner.childNodes);
    inner.append(layer);
    inner = layer;
  }
  span.removeAttribute("class");
  if (!span.attributes.length) span.replaceWith(...span.childNodes);
};

const renamed = (from, name) => {
  const to = element(name);
  for (const { name, value } of from.attributes) to.setAttribute(name, value);
  to.append(...from.childNodes);
  from.replaceWith(to);
};

/** Makes what is in a node one that Squire can format. */
export const adoptLetters = (root) => {
  for (const old of root.querySelectorAll("strong, em, var, dfn, ins, del, strike")) renamed(old, NAMES[old.nodeName]);
  for (const mark of root.querySelectorAll("mark")) {
    const span = element("span", "highlight");
    span.style.backgroundColor = "yellow";
    span.append(...mark.childNodes);
    mark.replaceWith(span);
  }
  for (const span of root.querySelectorAll("span")) if (!span.closest("[data-kept]")) adoptSpan(span);
};
