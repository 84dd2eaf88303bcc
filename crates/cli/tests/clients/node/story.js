// What both stories of this folder need.
"use strict";

const { setTimeout } = require("node:timers/promises");

// One pixel.
exports.PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

// Bytes of every kind, with what looks like the end of a part among them.
const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
exports.REPORT = Buffer.concat([Buffer.from("%PDF-1.4\n"), ...Array(400).fill(all), Buffer.from("\r\n--boundary--\r\n")]);

/** Says how far the story is, for whoever reads it after it broke. */
exports.step = (what) => console.log(what);

/** Asks for an operation until it has ended, and returns it. */
exports.finish = async (ask) => {
  for (let times = 0; times < 600; times++) {
    const operation = await ask();
    if (!["NotStarted", "Running", "running"].includes(operation.status)) {
      return operation;
    }
    await setTimeout(50);
  }
  throw new Error("the copy does not end");
};
