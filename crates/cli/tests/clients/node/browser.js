// A page of another origin than the server's, with Microsoft's OneNoteApi library in it. What the library may send and what
// it may read of the answers is decided by the server's CORS headers, as in a browser.
//
// `node browser.js script.js` runs a script in the page, with `token` from the environment.
"use strict";

const fs = require("node:fs");
const { JSDOM, VirtualConsole } = require("jsdom");

const { window } = new JSDOM("<!DOCTYPE html>", {
  url: "https://clipper.example/",
  runScripts: "outside-only",
  virtualConsole: new VirtualConsole().forwardTo(console),
});

// The library escapes texts with this property, which jsdom lacks because it has no layout.
Object.defineProperty(window.HTMLElement.prototype, "innerText", {
  set(text) {
    this.textContent = text;
  },
});
window.eval(fs.readFileSync(require.resolve("onenoteapi"), "utf8"));

module.exports = window;

if (require.main === module) {
  window.token = process.env.TOKEN;
  window.console = console;
  window.eval(fs.readFileSync(process.argv[2], "utf8"));
}
