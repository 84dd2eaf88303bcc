// Signing in with Microsoft's library for pages, `@azure/msal-browser`, in a real browser: redirected to the server's own pages,
// a password typed, the app let in, and back in the app with a token.
//
// Reads from the environment: LOOSELEAF_URL; LOOSELEAF_CERTIFICATE, the file of the server's certificate; LOOSELEAF_APP, the file of
// what the handbook tells apps at https://app.example/ to begin with; LOOSELEAF_PERSON and LOOSELEAF_PASSWORD. The server allows
// that origin. Ends with an exception at the first thing that is not as it should be.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const chromium = require("./chromium");
const { step } = require("./story");

const { LOOSELEAF_URL: url, LOOSELEAF_PERSON: person, LOOSELEAF_PASSWORD: password } = process.env;
const block = fs.readFileSync(process.env.LOOSELEAF_APP, "utf8");
const library = path.join(path.dirname(require.resolve("@azure/msal-browser")), "msal-browser.min.js");

const app = fs.readFileSync(path.join(__dirname, "msal.html"), "utf8").replace("// What the handbook has here makes `app`.", block);
const pages = {
  "https://app.example/": ["text/html", app],
  "https://app.example/msal-browser.min.js": ["text/javascript", fs.readFileSync(library, "utf8")],
};

async function main(browser) {
  const tab = await browser.open(pages);
  const said = async (name) => {
    const text = await tab.until(`location.origin === "https://app.example" && said.textContent.includes("${name}") && said.textContent`);
    return JSON.parse(text);
  };

  step("somebody comes to the app");
  await tab.go("https://app.example/");
  assert.deepEqual(await said("accounts"), { accounts: 0 });
  await tab.click("Sign in");

  step("they sign in, by keys alone");
  await tab.until("document.title.startsWith('Sign in') && document.activeElement.name === 'name'");
  await tab.type(person);
  await tab.press("Tab");
  await tab.type("not the password");
  await tab.press("Enter");
  await tab.until("document.querySelector('[role=alert]') && document.activeElement.name === 'password'");
  await tab.type(password);
  await tab.press("Enter");
  const asked = "document.title.startsWith('Let Notes in?') && document.body.innerText.includes('app.example')";
  await tab.until(asked);

  step("somebody else sits down, who is asked the same");
  await tab.click("Sign in as somebody else");
  await tab.until("document.title.startsWith('Sign in') && document.activeElement.name === 'name'");
  await tab.type(person);
  await tab.press("Tab");
  await tab.type(password);
  await tab.press("Enter");

  step("they let it in, by a click");
  await tab.until(asked);
  await tab.click("Let it in");
  const first = await said("accessToken");
  assert.equal(first.status, 200, JSON.stringify(first));
  assert.deepEqual(first.body.value, []);
  assert.equal(first.username, person);
  assert.equal(first.claims.aud, "my-page");

  step("another token, without them");
  await tab.evaluate("said.textContent = ''");
  await tab.click("Another token");
  const second = await said("accessToken");
  assert.equal(second.status, 200, JSON.stringify(second));
  assert.notEqual(second.accessToken, first.accessToken);

  step("they come again, and are asked nothing");
  await tab.evaluate("sessionStorage.clear()");
  await tab.go("https://app.example/");
  assert.deepEqual(await said("accounts"), { accounts: 0 });
  await tab.click("Sign in");
  assert.equal((await said("accessToken")).username, person);

  step("a page elsewhere lets nobody in for them");
  const request = `client_id=my-page&redirect_uri=https%3A%2F%2Fapp.example%2F&response_type=code&scope=Notes.Read`;
  const challenge = `&code_challenge=${"a".repeat(43)}&code_challenge_method=S256`;
  const elsewhere = await browser.open({
    "https://elsewhere.example/": [
      "text/html",
      `<form method="post" action="${url}/common/oauth2/v2.0/authorize?${request}${challenge}"><input name="answer" value="yes"></form>
       <script>document.forms[0].submit()</script>`,
    ],
  });
  await elsewhere.go("https://elsewhere.example/");
  // Nor does the browser tell the server who they are, with a form from elsewhere.
  await elsewhere.until(`location.href.startsWith("${url}/sign-in")`);

  step("they sign out, and are back in the app");
  await tab.click("Sign out");
  await tab.until("document.title.startsWith('Sign out')");
  await tab.click("Sign out");
  assert.deepEqual(await said("accounts"), { accounts: 0 });
  await tab.click("Sign in");
  await tab.until("document.title.startsWith('Sign in')");
}

async function told() {
  const browser = await chromium.start(process.env.LOOSELEAF_CERTIFICATE);
  try {
    await main(browser);
  } finally {
    await browser.stop();
  }
}

told().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
