// Drags things to places: they move there, or are copied with Ctrl, Alt or Option held down. The forms in the menus do the same for who has
// no mouse, and the server says what cannot be.
//
//   <… data-of="{what}" data-load="{its kind}" data-name="{its name}">, in an element with data-within="{the place that it is in}"
//   <… data-into="{a place}" data-takes="{kinds}">, with data-only="copy" where nothing moves to

import { anew, asks } from "./asks.js";
import { button, link, says } from "./said.js";

const TYPE = "application/x-looseleaf";

/** What is being dragged. */
let carried = null;

const named = (element) => element.dataset.name ?? (element.querySelector("bdi, strong") ?? element).textContent.trim();

const isCopy = (event, place) => event.ctrlKey || event.altKey || event.metaKey || place.dataset.only === "copy";

/** Returns the place under the pointer, if what is carried can go there. */
const placeOf = (event) => {
  const place = carried && event.target.closest?.("[data-into]");
  if (!place?.dataset.takes.split(" ").includes(carried.load)) return null;
  const { into } = place.dataset;
  const stays = into === carried.within && !isCopy(event, place);
  return stays || into === carried.of ? null : place;
};

const marks = (place) => {
  for (const other of document.querySelectorAll(".over")) if (other !== place) other.classList.remove("over");
  place?.classList.add("over");
};

const ends = () => {
  carried?.element.classList.remove("carried");
  carried = null;
  marks(null);
};

const drops = async ({ of, name, within, isOpen }, place, copies) => {
  const where = named(place);
  const to = await asks(copies ? "/copy" : "/move", { of, to: place.dataset.into, once: crypto.randomUUID() });
  if (!to) return;
  // What is open is gone from here.
  if (isOpen && !copies) return location.assign(to);
  await anew();
  if (to.pathname === "/operations") return says(`${name} is being copied to ${where}.`, link(to, "See how far it is"));
  const now = to.pathname.split("/").pop();
  to.search = "";
  const undo = async () => {
    const back = copies ? await asks("/delete", { of: now }) : await asks("/move", { of: now, to: within });
    if (!back) return;
    await anew();
    says(copies ? "The copy is gone." : "It is back where it was.");
  };
  const undoes = copies || within ? [button("Undo", undo)] : [];
  says(copies ? `${name} is copied to ${where}.` : `${name} is in ${where} now.`, ...undoes, link(to, copies ? "Open the copy" : "Open it"));
};

/** Lets what stands on the page be dragged. */
export const drags = () => {
  document.addEventListener("dragstart", (event) => {
    const element = event.target.closest?.("[data-of]");
    if (!element) return;
    const { of, load } = element.dataset;
    const isOpen = element.matches("[aria-current]");
    carried = { of, load, name: named(element), within: element.closest("[data-within]")?.dataset.within, isOpen, element };
    event.dataTransfer.setData(TYPE, of);
    event.dataTransfer.effectAllowed = "copyMove";
    element.classList.add("carried");
  });
  document.addEventListener("dragover", (event) => {
    if (!carried) return;
    const place = placeOf(event);
    marks(place);
    if (!place) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = isCopy(event, place) ? "copy" : "move";
  });
  document.addEventListener("drop", (event) => {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    drops({ ...carried }, place, isCopy(event, place));
    ends();
  });
  document.addEventListener("dragend", ends);
};
