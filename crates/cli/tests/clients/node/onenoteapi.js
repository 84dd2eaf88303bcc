// A day with a clipper: a web page that keeps what it finds, with Microsoft's OneNoteApi library for browsers.
//
// Reads where the server is from the environment: LOOSELEAF_URL and LOOSELEAF_TOKEN. LOOSELEAF_GROUP and LOOSELEAF_SITE are
// the ids of a group and a site where the token's owner belongs. Ends with an exception at the first thing that is not as it
// should be.
"use strict";

const assert = require("node:assert/strict");
const window = require("./browser");
const { finish, PICTURE, REPORT, step } = require("./story");

const URL_ROOT = process.env.LOOSELEAF_URL;
const TOKEN = `Bearer ${process.env.LOOSELEAF_TOKEN}`;

const { BatchRequest, OneNoteApi, OneNotePage } = window.OneNoteApi;

// The host is the one thing that a user of the library has to name.
const api = new OneNoteApi(TOKEN, 30000, { "X-UserSessionId": "8d2b5ad8-4c0c-4bb0-a6a1-6a3c3f5f1d11" }, URL_ROOT);

/** Returns what an answer holds. What the library rejects with is no error of JavaScript's, and would be shown as nothing. */
async function made(call) {
  try {
    return (await call).parsedResponse;
  } catch (answer) {
    throw Object.assign(new Error(`${answer.statusCode} ${answer.error} ${answer.response}`), answer);
  }
}

/** Returns a property of each. Arrays of the page are not ours, and never equal to ours. */
function each(found, name) {
  return Array.from(found, (one) => one[name]);
}

/** Calls what the library has no method for. */
function call(path, data, method) {
  return made(api.performApiCall(path, data && JSON.stringify(data), null, method));
}

function get(address) {
  return made(api.performApiCall(address, null, null, "GET", true));
}

async function refused(call, status, code) {
  const error = await call.then(() => assert.fail(`it is not refused with ${status} ${code}`), (error) => error);
  assert.equal(error.statusCode, status, `${error}`);
  assert.equal(JSON.parse(error.response).error.code, code);
  assert.ok(error.responseHeaders["x-correlationid"], "a page of another origin may read the correlation id");
}

/** Starts a copy. The library takes a 202 for an error, and hands out in it all that is needed to go on. */
async function copy(path, data) {
  const answer = await call(path, data).then(() => assert.fail("the library knows 202 by now"), (answer) => answer);
  assert.equal(answer.statusCode, 202, answer.response);
  const accepted = JSON.parse(answer.response);
  const location = answer.responseHeaders["operation-location"];
  assert.ok(location.endsWith(`/operations/${accepted.id}`), location);
  const operation = await finish(() => get(location));
  assert.equal(operation.status, "completed", JSON.stringify(operation));
  return operation.resourceLocation;
}

/** Reads bytes as a page does that shows a picture, with a token or without one. */
function bytes(address, token) {
  return new Promise((resolve, reject) => {
    const request = new window.XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "arraybuffer";
    if (token) {
      request.setRequestHeader("Authorization", token);
    }
    request.onload = () => resolve({ status: request.status, body: Buffer.from(request.response) });
    request.onerror = () => reject(new Error(`${address} cannot be read`));
    request.send();
  });
}

async function main() {
  step("create a notebook, a section group and sections");
  const book = await made(api.createNotebook("Clippings"));
  assert.deepEqual([book.name, book.userRole, book.isShared], ["Clippings", "Owner", false]);
  const inbox = await made(api.createSection(book.id, "Inbox"));
  const group = await call(`/me/notes/notebooks/${book.id}/sectionGroups`, { name: "Sorted" });
  const recipes = await made(api.createSectionUnderSectionGroup(group.id, "Recipes"));
  await refused(made(api.createNotebook("Clippings")), 409, "20117");

  step("list them, expanded four levels deep");
  const mine = await made(api.getNotebooks());
  assert.ok(mine.value.some((found) => found.id === book.id));
  const order = { parameter: "name", direction: "asc" };
  const listed = await made(api.getNotebooksWithExpandedSections(4, true, order));
  const found = listed.value.find((found) => found.id === book.id);
  assert.deepEqual(each(found.sections, "name"), ["Inbox"]);
  assert.deepEqual(each(found.sectionGroups[0].sections, "id"), [recipes.id]);
  assert.deepEqual(each((await made(api.getNotebookByName("Clippings"))).value, "id"), [book.id]);
  assert.deepEqual(each((await made(api.getNotebookBySelfUrl(book.self, 2))).sections, "id"), [inbox.id]);

  step("clip a page with a picture and a file");
  const clip = new OneNotePage("Soup & bread", "", "en-us", { "clipper-version": "3.11", source: 'a "quoted" name' });
  clip.addOnml('<p data-id="intro">Boil the <b>water</b>.</p>');
  clip.addImage(`data:image/png;base64,${PICTURE.toString("base64")}`);
  clip.addAttachment(new Uint8Array(REPORT).buffer, "report.pdf");
  clip.addOnml("<p>What follows a file stays.</p>");
  clip.addCitation("<p>From {0}</p>", "https://food.example/soup");
  const page = await made(api.createPage(clip, inbox.id));
  assert.equal(page.title, "Soup & bread");
  const loose = await made(api.createPage(new OneNotePage("Loose", "<p>For the default section.</p>")));
  const home = await made(api.getDefaultNotebook());
  assert.equal(home.value.length, 1);

  step("read it: lists, entity, content, resources");
  assert.deepEqual(each((await made(api.getPages({ top: 1, sectionId: inbox.id }))).value, "id"), [page.id]);
  assert.deepEqual(each((await made(api.getPages({ top: 1 }))).value, "id"), [loose.id]);
  assert.equal((await made(api.getPage(page.id))).parentSection.id, inbox.id);
  const content = await made(api.getPageContent(page.id));
  assert.match(content, /What follows a file stays/);
  assert.match(content, /href="https:\/\/food.example\/soup"/);
  const picture = content.match(/<img\b[^>]*?src="([^"]+)"/)[1];
  const report = content.match(/<object\b[^>]*?data="([^"]+)"/)[1];
  assert.deepEqual((await bytes(picture, TOKEN)).body, PICTURE);
  assert.deepEqual((await bytes(report, TOKEN)).body, REPORT);
  assert.equal((await bytes(picture)).status, 401);
  const open = await call(`/me/notes/pages/${page.id}/content?preAuthenticated=true`);
  const shown = open.match(/<img\b[^>]*?src="([^"]+)"/)[1].replaceAll("&amp;", "&");
  assert.deepEqual((await bytes(shown)).body, PICTURE, "a picture that needs no token");

  step("patch it, once and in a batch");
  const beside = { target: "#intro", action: "insert", position: "after", content: "<p>Add salt.</p>" };
  await made(api.updatePage(page.id, [beside]));
  await refused(made(api.updatePage(page.id, [{ ...beside, action: "append" }])), 400, "20138");
  const batch = new BatchRequest();
  for (const text of ["First of two.", "Second of two."]) {
    const command = [{ target: "body", action: "append", content: `<p>${text}</p>` }];
    const uri = `/api/v1.0/me/notes/pages/${page.id}/content`;
    batch.addOperation({ httpMethod: "PATCH", uri, contentType: "application/json", content: JSON.stringify(command) });
  }
  await api.sendBatchRequest(batch);
  const patched = await made(api.getPageContent(page.id));
  assert.ok(patched.indexOf("Add salt") > patched.indexOf("water"), patched);
  assert.ok(patched.indexOf("Second of two") > patched.indexOf("First of two"), patched);
  await refused(made(api.updatePage(page.id, [{ target: "body", action: 0, content: "<p>A number.</p>" }])), 400, "20121");

  step("search");
  assert.deepEqual(each((await made(api.pagesSearch("salt"))).value, "id"), [page.id]);

  step("copy the page, the section and the notebook");
  const copied = await copy(`/me/notes/pages/${page.id}/copyToSection`, { id: recipes.id });
  assert.match(await get(`${copied}/content`), /Second of two/);
  const section = await copy(`/me/notes/sections/${inbox.id}/copyToNotebook`, { id: book.id, renameAs: "Inbox again" });
  assert.equal((await get(`${section}/pages`)).value.length, 1);
  const twin = await copy(`/me/notes/notebooks/${book.id}/copyNotebook`, { renameAs: "Clippings 2" });
  assert.equal((await get(twin)).name, "Clippings 2");

  step("find notebooks again: recent ones, and by their addresses");
  assert.ok((await made(api.getRecentNotebooks(true))).value.some((seen) => seen.name === "Clippings"));
  const address = book.links.oneNoteWebUrl.href;
  assert.equal((await made(api.getNotebookFromWebUrl(address))).id, book.id);
  assert.deepEqual(each((await made(api.getNotebooksFromWebUrls([address]))).value, "id"), [book.id]);

  step("make a notebook of a group, and copy it to a site");
  const ours = await made(api.createGroupNotebook("Ours", process.env.LOOSELEAF_GROUP));
  const site = await made(api.getSiteLocationFromUrl("https://school.example/sites/physics"));
  assert.equal(`school.example,${site.siteCollectionId},${site.siteId}`, process.env.LOOSELEAF_SITE);
  const goal = { siteCollectionId: site.siteCollectionId, siteId: site.siteId };
  const team = `/myOrganization/groups/${process.env.LOOSELEAF_GROUP}`;
  assert.equal((await get(await copy(`${team}/notes/notebooks/${ours.id}/copyNotebook`, goal))).name, "Ours");

  step("delete");
  await call(`/me/notes/pages/${page.id}`, null, "DELETE");
  await refused(made(api.getPage(page.id)), 404, "20102");
  assert.equal((await get(copied)).title, "Soup & bread", "a copy outlives its original");
  await call(`/me/notes/sections/${inbox.id}`, null, "DELETE");
  await call(`/me/notes/notebooks/${book.id}`, null, "DELETE");
  await refused(made(api.getPages({ sectionId: inbox.id })), 404, "20102");
  window.close();
}

main();
