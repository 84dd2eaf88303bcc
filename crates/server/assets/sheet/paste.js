// Pictures and files, from the clipboard or dropped: each becomes a part that the parent sends along, and a picture or a chip here.

import { chipOf } from "./chip.js";
import { sending } from "./print.js";

/** The largest one that a page takes: what one part of a request may have. */
const FILE_BYTES_MAX = 25 * 1024 * 1024;

/** The most at once. */
const FILES_MAX = 30;

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp", "image/tiff"];

/** A picture is shown no wider than a page at first. */
const WIDTH_MAX = 640;

const nameOfPart = () => `part-${crypto.getRandomValues(new Uint32Array(2)).join("")}`;

const megabytes = (bytes) => `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MB`;

const tooLarge = ({ name, size }) =>
  `${name ? `\u201C${name}\u201D` : "This picture"} has ${megabytes(size)}. A page takes files of up to ${megabytes(FILE_BYTES_MAX)} each: ` +
  "put it into a drive, and a link to it here.";

const decoded = (image) =>
  new Promise((resolve) => {
    image.onload = image.onerror = resolve;
  });

/** Returns a picture, unless it is none that a browser can show. */
const pictureOf = async (file, part) => {
  const image = document.createElement("img");
  image.dataset.part = part;
  image.alt = file.name?.replace(/\.\w+$/, "") ?? "";
  const ready = decoded(image);
  image.src = URL.createObjectURL(file);
  await ready;
  if (!image.naturalWidth) return null;
  image.width = Math.min(WIDTH_MAX, image.naturalWidth);
  image.height = Math.round((image.width * image.naturalHeight) / image.naturalWidth);
  return image;
};

const attachmentOf = (file, part) => {
  const object = document.createElement("object");
  object.setAttribute("data-attachment", file.name || "file");
  object.setAttribute("data", `name:${part}`);
  object.setAttribute("type", file.type || "application/octet-stream");
  return chipOf(object);
};

/** Puts files where the caret is. `tell` sends a part to the parent, `say` a sentence to whoever pasted. */
export const insertFiles = async (area, files, { tell, say }) => {
  if (files.length > FILES_MAX) say(`These are ${files.length} files. Put ${FILES_MAX} on a page at once, at most.`);
  for (const file of [...files].slice(0, FILES_MAX)) {
    if (file.size > FILE_BYTES_MAX) {
      say(tooLarge(file));
      continue;
    }
    const part = nameOfPart();
    sending.add(part);
    tell({ part, file, name: file.name || "" });
    const shown = (PICTURES.includes(file.type) && (await pictureOf(file, part))) || attachmentOf(file, part);
    area.editor.saveUndoState();
    area.editor.insertElement(shown);
  }
};

const ofData = async (image) => {
  const [, type, base64] = /^data:(image\/\w+);base64,(.*)$/s.exec(image.src) ?? [];
  if (!PICTURES.includes(type)) return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new File([bytes], image.alt || "", { type });
  } catch {
    return null;
  }
};

/** What is looked at, each once. */
const lifting = new WeakSet();

/** Pictures that are in pasted text as letters become parts too. */
export const liftPictures = async (area, { tell, say }) => {
  for (const image of area.root.querySelectorAll("img[src^='data:']:not([data-chip],[data-part])")) {
    if (image.closest("[data-kept]") || lifting.has(image)) continue;
    lifting.add(image);
    const file = await ofData(image);
    if (!image.isConnected) continue;
    if (!image.complete) await decoded(image);
    const wrong = !file || !image.naturalWidth ? "One of the pictures could not be read, so it was left out." : file.size > FILE_BYTES_MAX && tooLarge(file);
    if (wrong) {
      say(wrong);
      image.remove();
      continue;
    }
    const part = nameOfPart();
    sending.add(part);
    tell({ part, file, name: "" });
    image.dataset.part = part;
    image.src = URL.createObjectURL(file);
  }
};

/** Returns the files that a clipboard or a drop brings, if they are what is meant: not those that text brings along as its own picture. */
export const filesOf = (data) => {
  const files = [...(data?.files ?? [])];
  const hasText = data?.types.includes("text/html") && data.types.includes("text/rtf");
  return hasText ? [] : files;
};
