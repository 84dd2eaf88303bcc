// What changed on the sheet, and what became of it. Blocks are known by what they say: a block that prints as one of those that the
// server has is that one, wherever undoing, pasting or dragging put it. So keys need not survive in the sheet, except on kept blocks.

import { foreign } from "./area.js";
import { isEmpty } from "./print.js";

/** What the server has of an area: keys in order, and what the block of each prints here. */
export class Base {
  constructor(keys = [], prints = new Map()) {
    this.keys = keys;
    this.prints = prints;
  }

  static of(area) {
    const base = new Base();
    for (const block of area.blocks()) {
      const key = block.dataset.block;
      if (!key) continue;
      base.keys.push(key);
      base.prints.set(key, area.print(block));
    }
    return base;
  }

  byPrint(keys) {
    const found = new Map();
    for (const key of keys) {
      const print = this.prints.get(key);
      if (found.has(print)) found.get(print).push(key);
      else found.set(print, [key]);
    }
    return found;
  }

  /** Returns for each block the key of the stored one that it is, or nothing. */
  match(area, blocks) {
    const left = new Set(this.keys);
    const found = new Array(blocks.length).fill(null);
    const claim = (at, key) => {
      found[at] = key;
      left.delete(key);
    };
    blocks.forEach((block, at) => {
      const key = block.dataset.block;
      if (left.has(key) && (block.matches("[data-kept]") || this.prints.get(key) === area.print(block))) claim(at, key);
    });
    let byPrint = null;
    blocks.forEach((block, at) => {
      if (found[at] || !left.size) return;
      byPrint ??= this.byPrint(left);
      const same = byPrint.get(area.print(block));
      while (same?.length) {
        const key = same.shift();
        if (left.has(key)) return claim(at, key);
      }
    });
    return found;
  }
}

/** Returns the blocks that are sent: the empty line at the very end is only there to be written on. */
const written = (area, base) => {
  const blocks = area.blocks();
  while (blocks.length && isEmpty(blocks.at(-1)) && !base.keys.includes(blocks.at(-1).dataset.block)) blocks.pop();
  return blocks;
};

/** Returns what an area says now: each block by its key if the server has it, else by its print; nothing if nothing changed. */
export const collect = (area, base, whole) => {
  const blocks = written(area, base);
  const keys = base.match(area, blocks);
  const isSame = area.key && keys.length === base.keys.length && keys.every((key, at) => key === base.keys[at]);
  if (isSame && !whole) return null;
  const items = blocks.map((block, at) => {
    const html = () => area.print(block);
    if (!keys[at]) return { html: html() };
    return whole === "html" ? { keep: keys[at], html: html() } : { keep: keys[at] };
  });
  return { blocks: items, sent: blocks.map((block, at) => ({ block, key: keys[at], print: area.print(block) })) };
};

/** Pairs what was sent with the keys that came back, as far as that is certain: others' blocks are set apart by their HTML. */
const pair = (sent, keys, htmls) => {
  const mine = keys.filter((key) => !(key in htmls));
  const pairs = new Map();
  const places = new Map(mine.map((key, at) => [key, at]));
  let from = 0;
  let open = [];
  const settle = (until) => {
    const between = mine.slice(from, until);
    // What others deleted is not among the keys; it is no longer waited for.
    const waiting = open.length === between.length ? open : open.filter(({ key }) => !key);
    if (waiting.length === between.length) waiting.forEach((one, at) => pairs.set(between[at], one));
    from = until + 1;
    open = [];
  };
  for (const one of sent) {
    const place = one.key === null ? undefined : places.get(one.key);
    if (place === undefined || place < from) {
      open.push(one);
      continue;
    }
    settle(place);
    pairs.set(one.key, one);
  }
  settle(mine.length);
  return pairs;
};

/** Takes over what the server has now, without touching what was typed since. Returns the new base. */
export const takeOver = (area, sent, { blocks: keys, html: htmls = {}, gone = [] }) => {
  const pairs = pair(sent, keys, htmls);
  const base = new Base(keys, new Map([...pairs].map(([key, { print }]) => [key, print])));
  const lost = sent.filter(({ key, block, print }) => gone.includes(key) && block.parentNode === area.root && area.print(block) === print);
  let isForeign = false;
  area.quietly(() => {
    let before = null;
    for (const key of keys) {
      const mine = pairs.get(key);
      if (mine) {
        if (mine.block.parentNode !== area.root) continue;
        if (mine.block.dataset.block !== key) mine.block.dataset.block = key;
        before = mine.block;
      } else if (key in htmls) {
        const block = foreign(htmls[key], key);
        if (!block) continue;
        isForeign = true;
        if (before) before.after(block);
        else area.root.prepend(block);
        before = block;
      }
    }
    for (const { block } of lost) {
      isForeign = true;
      block.remove();
    }
  });
  for (const key of keys) {
    if (!(key in htmls)) continue;
    const block = area.blocks().find((block) => block.dataset.block === key);
    if (block) base.prints.set(key, area.print(block));
  }
  area.guard.learn();
  if (isForeign) {
    area.fills();
    area.forgetsSteps();
  }
  return base;
};
