// A day with a notebook, told with Microsoft's Graph client for JavaScript.
//
// Reads where the server is from the environment: LOOSELEAF_URL and LOOSELEAF_TOKEN. Node trusts the authority that signed
// its certificate through NODE_EXTRA_CA_CERTS. Ends with an exception at the first thing that is not as it should be.
"use strict";

const assert = require("node:assert/strict");
const { Client, PageIterator, ResponseType } = require("@microsoft/microsoft-graph-client");
const { finish, step } = require("./story");

const URL_ROOT = process.env.LOOSELEAF_URL;

const client = Client.initWithMiddleware({
  authProvider: { getAccessToken: async () => process.env.LOOSELEAF_TOKEN },
  baseUrl: URL_ROOT,
  // The client sends tokens to the hosts named here, without their port, and over https alone.
  customHosts: new Set([new URL(URL_ROOT).hostname]),
});

async function refused(call, status, code) {
  const error = await call.then(() => assert.fail(`it is not refused with ${status} ${code}`), (error) => error);
  assert.deepEqual([error.statusCode, error.code], [status, code], `${error.message} ${error.stack}`);
  assert.ok(error.requestId && error.date && error.message, "what the client reads of a refusal is there");
}

/** Follows an operation from the answer of a copy to its end, and returns the address of what it made. */
async function follow(accepted) {
  assert.ok(accepted.id && accepted.createdDateTime, JSON.stringify(accepted));
  const operation = await finish(() => client.api(`/me/onenote/operations/${accepted.id}`).get());
  assert.equal(operation.status, "Completed", JSON.stringify(operation));
  assert.equal(operation.error, null);
  assert.ok(operation.resourceLocation.startsWith(`${URL_ROOT}/v1.0/`), operation.resourceLocation);
  return operation.resourceLocation;
}

async function text(address) {
  return client.api(address).responseType(ResponseType.TEXT).get();
}

async function main() {
  step("create a notebook, section groups and sections");
  const book = await client.api("/me/onenote/notebooks").post({ displayName: "Lab book" });
  assert.equal(book.userRole, "Owner");
  assert.equal(book.isShared, false);
  assert.ok(book.createdBy.user.displayName && book.links.oneNoteWebUrl.href, JSON.stringify(book));
  const notebook = `/me/onenote/notebooks/${book.id}`;
  const trials = await client.api(`${notebook}/sections`).post({ displayName: "Trials" });
  const group = await client.api(`${notebook}/sectionGroups`).post({ displayName: "Archive" });
  const old = await client.api(`/me/onenote/sectionGroups/${group.id}/sections`).post({ displayName: "Old" });
  await client.api(`/me/onenote/sectionGroups/${group.id}/sectionGroups`).post({ displayName: "Older" });
  await refused(client.api("/me/onenote/notebooks").post({ displayName: "Lab book" }), 409, "20117");

  step("list them");
  const listed = await client.api("/me/onenote/notebooks").get();
  assert.ok(listed.value.some((found) => found.id === book.id));

  step("create a page");
  const pages = `/me/onenote/sections/${trials.id}/pages`;
  const html = '<html><head><title>Trial 1</title></head><body><p data-id="intro">The <i>first</i> of many.</p></body></html>';
  const page = await client.api(pages).header("Content-Type", "text/html").post(html);
  assert.equal(page.title, "Trial 1");
  const address = `/me/onenote/pages/${page.id}`;

  step("read it: entity, content, preview");
  assert.equal((await client.api(address).get()).parentSection.id, trials.id);
  assert.match((await client.api(`${address}/preview`).get()).previewText, /The first of many/);

  step("patch it");
  await client.api(`${address}/content`).patch([
    { target: "#intro", action: "insert", position: "before", content: "<p>Before all.</p>" },
    { target: "title", action: "replace", content: "Trial & error" },
  ]);
  await client.api(`${address}/content`).patch([{ target: "body", action: "append", content: "<p>After all.</p>" }]);
  const patched = await text(`${address}/content?includeIDs=true`);
  assert.ok(patched.indexOf("Before all") < patched.indexOf("of many") && patched.indexOf("of many") < patched.indexOf("After all"), patched);
  assert.equal((await client.api(address).get()).title, "Trial & error");
  const paragraph = patched.match(/<p id="([^"]+)"[^>]*>(?:(?!<\/p>).)*After all/)[1];
  await client.api(`${address}/content`).patch([{ target: paragraph, action: "replace", content: "<p>By its id.</p>" }]);
  assert.doesNotMatch(await text(`${address}/content`), /After all/);
  await refused(client.api(`${address}/content`).patch([{ target: "#nobody", action: "append", content: "<p/>" }]), 400, "20120");

  step("fill a section and read it in pieces");
  for (let number = 0; number < 7; number++) {
    const simple = `<html><head><title>Day ${number}</title></head><body><p>Nothing new.</p></body></html>`;
    await client.api(pages).header("Content-Type", "text/html").post(simple);
  }
  const first = await client.api(pages).top(3).get();
  assert.equal(first.value.length, 3);
  const titles = [];
  await new PageIterator(client, first, (found) => titles.push(found.title)).iterate();
  assert.deepEqual(titles.sort(), [0, 1, 2, 3, 4, 5, 6].map((number) => `Day ${number}`).concat("Trial & error"));

  step("copy the page, the section and the notebook");
  const copy = await follow(await client.api(`${address}/copyToSection`).post({ id: old.id }));
  assert.match(await text(`${copy}/content`), /By its id/);
  const section = `/me/onenote/sections/${trials.id}`;
  const again = await follow(await client.api(`${section}/copyToNotebook`).post({ id: book.id, renameAs: "Trials again" }));
  const inner = await follow(await client.api(`${section}/copyToSectionGroup`).post({ id: group.id }));
  for (const copied of [again, inner]) {
    assert.equal((await client.api(`${copied}/pages`).top(100).get()).value.length, 8);
  }
  // An empty object: the client has no way to send nothing at all.
  const raw = await client.api(`${notebook}/copyNotebook`).responseType(ResponseType.RAW).post({ renameAs: "Lab book 2" });
  assert.equal(raw.status, 202);
  const operation = await finish(() => client.api(raw.headers.get("Operation-Location")).get());
  const twin = operation.resourceLocation;
  assert.equal((await client.api(twin).get()).displayName, "Lab book 2");

  step("delete");
  await client.api(address).delete();
  await refused(client.api(address).get(), 404, "20102");
  assert.equal((await client.api(copy).get()).title, "Trial & error", "a copy outlives its original");
  for (const gone of [section, `/me/onenote/sectionGroups/${group.id}`, notebook, twin]) {
    await client.api(gone).delete();
    await refused(client.api(gone).get(), 404, "20102");
  }
}

main();
