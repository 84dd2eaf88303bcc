// A day with a notebook, told with Microsoft's Graph client for JavaScript.
//
// Reads where the server is from the environment: LOOSELEAF_URL and LOOSELEAF_TOKEN. Node trusts the authority that signed
// its certificate through NODE_EXTRA_CA_CERTS. LOOSELEAF_GROUP and LOOSELEAF_SITE are the ids of a group and a site where the
// token's owner belongs. Ends with an exception at the first thing that is not as it should be.
"use strict";

const assert = require("node:assert/strict");
const { BatchRequestContent, BatchResponseContent, Client, PageIterator, ResponseType } = require("@microsoft/microsoft-graph-client");
const { finish, PICTURE, REPORT, step } = require("./story");

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

function form(parts) {
  const form = new FormData();
  for (const [name, type, content] of parts) {
    form.append(name, new Blob([content], { type }), name);
  }
  return form;
}

async function text(address) {
  return client.api(address).responseType(ResponseType.TEXT).get();
}

async function bytes(address) {
  return Buffer.from(await client.api(address).responseType(ResponseType.ARRAYBUFFER).get());
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

  step("list them, expanded, filtered and ordered");
  const listed = await client
    .api("/me/onenote/notebooks")
    .filter("displayName eq 'Lab book' and userRole eq 'Owner'")
    .expand("sections,sectionGroups($expand=sections,sectionGroups)")
    .orderby("lastModifiedDateTime desc")
    .count(true)
    .get();
  assert.equal(listed["@odata.count"], 1);
  assert.deepEqual(listed.value.map((found) => found.id), [book.id]);
  assert.deepEqual(listed.value[0].sections.map((found) => found.displayName), ["Trials"]);
  assert.deepEqual(listed.value[0].sectionGroups[0].sections.map((found) => found.id), [old.id]);
  assert.deepEqual(listed.value[0].sectionGroups[0].sectionGroups.map((found) => found.displayName), ["Older"]);
  const chosen = await client.api(`/me/onenote/sections/${old.id}`).select("id,displayName").expand("parentSectionGroup($select=id)").get();
  assert.deepEqual(Object.keys(chosen).filter((name) => !name.includes("@odata")).sort(), ["displayName", "id", "parentSectionGroup"]);
  assert.deepEqual(chosen.parentSectionGroup.id, group.id);

  step("create a page with a picture and a file");
  const pages = `/me/onenote/sections/${trials.id}/pages`;
  const html =
    "<!DOCTYPE html><html><head><title>Trial 1</title></head><body>" +
    '<p data-id="intro">The <i>first</i> of many.</p><img src="name:picture" alt="A flask"/>' +
    '<object data-attachment="report.pdf" data="name:report" type="application/pdf"></object></body></html>';
  const page = await client.api(pages).post(
    form([
      ["Presentation", "text/html", html],
      ["picture", "image/png", PICTURE],
      ["report", "application/pdf", REPORT],
    ]),
  );
  assert.equal(page.title, "Trial 1");
  const address = `/me/onenote/pages/${page.id}`;

  step("read it: entity, content, resources, preview");
  const read = await client.api(address).expand("parentNotebook,parentSection").get();
  assert.deepEqual([read.parentNotebook.id, read.parentSection.id], [book.id, trials.id]);
  const content = await text(`${address}/content`);
  assert.match(content, /alt="A flask"/);
  assert.match(content, /data-attachment="report.pdf"/);
  const [picture, report] = [/<img\b[^>]*?src="([^"]+)"/, /<object\b[^>]*?data="([^"]+)"/].map((found) => content.match(found)[1]);
  assert.deepEqual(await bytes(picture), PICTURE);
  assert.deepEqual(await bytes(report), REPORT);
  // Unasked, the client makes a blob of an answer that says it is an image.
  assert.equal((await client.api(picture).get()).type, "image/png");
  assert.match((await client.api(`${address}/preview`).get()).previewText, /The first of many/);

  step("patch it");
  await client.api(`${address}/content`).patch([
    { target: "#intro", action: "insert", position: "before", content: "<p>Before all.</p>" },
    { target: "title", action: "replace", content: "Trial & error" },
  ]);
  const commands = [{ target: "body", action: "append", content: '<p>After all.</p><img src="name:more"/>' }];
  // The client's own `patch` would set the type of JSON; a form brings its own.
  await client.api(`${address}/content`).options({ method: "PATCH" }).post(
    form([
      ["Commands", "application/json", JSON.stringify(commands)],
      ["more", "image/png", PICTURE],
    ]),
  );
  const patched = await text(`${address}/content?includeIDs=true`);
  assert.ok(patched.indexOf("Before all") < patched.indexOf("of many") && patched.indexOf("of many") < patched.indexOf("After all"), patched);
  assert.equal((await client.api(address).select("title").get()).title, "Trial & error");
  const paragraph = patched.match(/<p id="([^"]+)"[^>]*>(?:(?!<\/p>).)*After all/)[1];
  await client.api(`${address}/content`).patch([{ target: paragraph, action: "replace", content: "<p>By its id.</p>" }]);
  assert.doesNotMatch(await text(`${address}/content`), /After all/);
  await refused(client.api(`${address}/content`).patch([{ target: "#nobody", action: "append", content: "<p/>" }]), 400, "20120");

  step("fill a section and read it in pieces");
  for (let number = 0; number < 7; number++) {
    const simple = `<html><head><title>Day ${number}</title></head><body><p>Nothing new.</p></body></html>`;
    await client.api(pages).header("Content-Type", "text/html").post(simple);
  }
  const first = await client.api(pages).top(3).orderby("title").filter("startswith(title,'Day')").select("id,title").get();
  assert.equal(first.value.length, 3);
  const titles = [];
  await new PageIterator(client, first, (found) => titles.push(found.title)).iterate();
  assert.deepEqual(titles, [0, 1, 2, 3, 4, 5, 6].map((number) => `Day ${number}`));

  step("search");
  const hits = await client.api("/me/onenote/pages").query({ search: "its id" }).get();
  assert.deepEqual(hits.value.map((hit) => hit.id), [page.id]);

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

  step("copy the notebook to a group, and from there to a site");
  const team = process.env.LOOSELEAF_GROUP;
  const ours = await follow(await client.api(`${notebook}/copyNotebook`).post({ groupId: team, renameAs: "Our lab book" }));
  assert.ok(ours.includes(`/groups/${team}/onenote/`), ours);
  const [, siteCollectionId, siteId] = process.env.LOOSELEAF_SITE.split(",");
  await follow(await client.api(`${ours}/copyNotebook`).post({ siteCollectionId, siteId }));
  const published = await client.api(`/sites/${process.env.LOOSELEAF_SITE}/onenote/notebooks`).expand("sections").get();
  assert.deepEqual(published.value[0].sections.map((found) => found.displayName).sort(), ["Trials", "Trials again"]);

  step("rename");
  assert.equal((await client.api(section).patch({ displayName: "Runs" })).displayName, "Runs");

  step("make a section, in one batch with a list that waits for it");
  const sections = `${URL_ROOT}${notebook}/sections`;
  const headers = { "Content-Type": "application/json" };
  const batch = new BatchRequestContent([
    { id: "1", request: new Request(sections, { method: "POST", headers, body: JSON.stringify({ displayName: "Next" }) }) },
    { id: "2", dependsOn: ["1"], request: new Request(`${sections}?$select=displayName`) },
  ]);
  const answers = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
  assert.deepEqual([answers.getResponseById("1").status, answers.getResponseById("2").status], [201, 200]);
  const names = (await answers.getResponseById("2").json()).value.map((found) => found.displayName);
  assert.ok(names.includes("Next"), JSON.stringify(names));

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
