// A block as it is sent: what only the editor needs is taken off a copy. Blocks are compared by this print too.

import { restoreChips } from "./chip.js";

/** Parts that the server has, with the addresses that they have there. */
export const kept = new Map();

/** Parts that are still to be sent. */
export const sending = new Set();

/** Stands where a caret would have no place otherwise; Squire's own. */
const ZERO_WIDTH = /\u200B/g;

const OWN = ["class", "contenteditable", "data-block", "data-kept", "tabindex", "spellcheck", "role", "aria-label", "aria-level"];

const INLINE = "a,b,br,cite,code,i,img,s,span,sub,sup,u,font,kbd,q,samp,small,tt";

const isInline = (element) => [...element.childNodes].every((node) => node.nodeType === 3 || node.matches(INLINE));

const unlist = (list) => {
  const before = list.previousElementSibling;
  if (before?.nodeName === "LI") return before.append(list);
  const item = document.createElement("li");
  list.replaceWith(item);
  item.append(list);
};

/** The tag of an item stands on its words when it is sent: a page knows none on items. */
const tagWords = (item) => {
  const span = document.createElement("span");
  span.dataset.tag = item.dataset.tag;
  item.removeAttribute("data-tag");
  const words = [];
  for (let node = item.firstChild; node && (node.nodeType === 3 || node.matches(INLINE)); node = node.nextSibling) words.push(node);
  const inner = words.length ? null : item.firstElementChild;
  if (inner?.matches("p,h1,h2,h3,h4,h5,h6")) return (inner.dataset.tag = span.dataset.tag);
  if (inner?.matches("div")) {
    span.append(...inner.childNodes);
    return inner.append(span);
  }
  span.append(...words);
  item.prepend(span);
};

/** A picture that was made larger or smaller says so as pages do: by numbers, both of them. */
const size = (image) => {
  const width = /^([\d.]+)px$/.exec(image.style.width)?.[1];
  if (!width || image.style.height !== "auto") return;
  const [was, high] = [image.getAttribute("width"), image.getAttribute("height")].map(Number);
  image.setAttribute("width", Math.round(width));
  if (was && high) image.setAttribute("height", Math.round((width * high) / was));
  image.style.removeProperty("width");
  image.style.removeProperty("height");
  if (!image.style.length) image.removeAttribute("style");
};

const undress = (copy) => {
  // What cannot be edited says what it always said, blank by blank.
  const isKept = copy.firstElementChild.matches("[data-kept]");
  for (const own of copy.querySelectorAll("input, .squire-image-resize-container")) own.remove();
  restoreChips(copy);
  for (const image of copy.querySelectorAll("img[data-part]")) {
    image.setAttribute("src", `name:${image.dataset.part}`);
    image.removeAttribute("data-part");
  }
  for (const image of copy.querySelectorAll("img[src^='blob:']")) image.remove();
  copy.querySelectorAll("img[style]").forEach(size);
  for (const [name, shown] of Object.entries({ src: "img", data: "object" })) {
    for (const element of copy.querySelectorAll(`${shown}[${name}^='name:']`)) {
      const part = element.getAttribute(name).slice("name:".length);
      if (kept.has(part)) element.setAttribute(name, kept.get(part));
      else if (!sending.has(part)) element.remove();
    }
  }
  for (const element of copy.querySelectorAll("*")) for (const name of OWN) element.removeAttribute(name);
  for (const list of copy.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) unlist(list);
  for (const item of copy.querySelectorAll("li[data-tag]")) tagWords(item);
  for (const line of copy.querySelectorAll("li > div:first-child")) if (!line.attributes.length && isInline(line)) line.replaceWith(...line.childNodes);
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  const gone = [];
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    if (text.data.includes("\u200B")) text.data = text.data.replace(ZERO_WIDTH, "");
    // A browser keeps blanks where one writes, and shows of several only one where one reads.
    if (!isKept && text.data.includes("  ") && !text.parentElement?.closest("pre")) text.data = text.data.replace(/ (?= )/g, "\u00A0");
    if (!text.data) gone.push(text);
  }
  for (let node of gone) {
    let parent = node.parentNode;
    node.remove();
    while (parent.matches?.("a,b,i,s,u,span,sub,sup,code") && !parent.firstChild) [node, parent] = [parent, parent.parentNode], node.remove();
  }
};

const isPlainDivision = (element) => element.nodeName === "DIV" && !element.attributes.length && isInline(element);

const asParagraph = (division) => {
  const paragraph = document.createElement("p");
  paragraph.append(...division.childNodes);
  return paragraph;
};

/** Returns the HTML of a block. */
export const printed = (block) => {
  const holder = document.createElement("template").content;
  // The copy belongs to a document that loads nothing, so that pictures are not fetched for it.
  holder.append(holder.ownerDocument.importNode(block, true));
  undress(holder);
  const [copy] = holder.children;
  if (!copy) return "";
  return (isPlainDivision(copy) ? asParagraph(copy) : copy).outerHTML;
};

/** Returns a print as it is from now on: with the addresses of parts that the server has. */
export const reprinted = (print, parts) => {
  let now = print;
  for (const [part, address] of Object.entries(parts)) {
    // As a browser prints an attribute's value.
    const value = address.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    now = now.replaceAll(`"name:${part}"`, `"${value}"`);
  }
  return now;
};

/** Says whether a block shows nothing. */
export const isEmpty = (block) => !block.querySelector("img,hr,table,[data-kept]") && block.nodeName !== "HR" && !/[^\s\u200B]/.test(block.textContent);
