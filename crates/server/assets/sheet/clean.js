// What comes from outside is cut down to what a page can hold, before any of it becomes part of the sheet. The server does the same
// again with all that it gets; here it is for the eyes of whoever pastes, and so that nothing of it runs.

import "../vendor/purify.min.js";

// Elements that mean something on a page, by the names that they come with.
const TAGS = (
  "a b blockquote br caption center cite code dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6 hr i iframe img ins kbd li mark object ol p " +
  "pre q s samp span strike strong sub sup table tbody td tfoot th thead tr tt u ul var " +
  "address article aside figcaption figure footer header main nav section"
).split(" ");

const ATTRIBUTES = (
  "href src data data-attachment type alt width height colspan rowspan start value data-original-src data-render-original-src lang dir " +
  "data-tag style color bgcolor align face"
).split(" ");

const STYLES = (
  "width height max-width max-height font-family font-size font-style font-weight color background-color text-decoration-line text-align " +
  "vertical-align list-style-type border-top-width border-top-style border-top-color border-collapse margin-top margin-bottom"
).split(" ");

/** Values that say nothing, or lead elsewhere. */
const NOTHING = /^(?:initial|inherit|unset|revert)|url\(/;

// As the server's list of links: what begins otherwise leads nowhere.
const ADDRESSES = /^(?:https?:\/\/|mailto:|tel:|onenote:|name:|blob:|data:image\/(?:png|jpeg|gif|bmp|webp|tiff);base64,)/i;

const purify = globalThis.DOMPurify(window);

purify.addHook("afterSanitizeAttributes", (node) => {
  if (!node.hasAttribute?.("style")) return;
  const kept = STYLES.map((name) => [name, node.style.getPropertyValue(name)]).filter(([, value]) => value && !NOTHING.test(value));
  node.removeAttribute("style");
  for (const [name, value] of kept) node.style.setProperty(name, value);
});

const cleaned = (html, more) =>
  purify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: [...ATTRIBUTES, ...more],
    ALLOWED_URI_REGEXP: ADDRESSES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // Squire works with nodes; and what is parsed apart from the sheet loads nothing.
    RETURN_DOM_FRAGMENT: true,
  });

/** Returns what somebody pasted, as nodes. Parts and chips of this sheet are known again; from elsewhere they stand for nothing. */
export const pasted = (html) => {
  const nodes = cleaned(html, ["data-part", "data-chip"]);
  // Files of elsewhere have no bytes here, and films are known by where they come from.
  for (const gone of nodes.querySelectorAll("img:not([src]), object, iframe:not([data-original-src])")) gone.remove();
  for (const film of nodes.querySelectorAll("iframe")) film.removeAttribute("src");
  for (const chip of nodes.querySelectorAll("img[data-chip]")) {
    const held = cleaned(chip.dataset.chip, []).querySelector("object, iframe");
    if (held) chip.dataset.chip = held.outerHTML;
    else chip.remove();
  }
  return document.importNode(nodes, true);
};

/** Returns what the server says that others wrote, or what was kept of one's own, as nodes. */
export const stored = (html) => document.importNode(cleaned(html, ["data-id", "data-kept"]), true);
