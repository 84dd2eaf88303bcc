// An issuer that is nobody's of ours: `oidc-provider`, with pages for signing in and for consent as it comes with them. Anybody who
// types a name is that person.
//
// Reads from the environment: PROVIDER_CERTIFICATE and PROVIDER_KEY, the files that it speaks https with; PROVIDER_BACK, where it
// may send people back to for LOOSELEAF_URL; PROVIDER_SECRET, that of its clients. Prints where it is, and serves until it is ended.
"use strict";

const fs = require("node:fs");
const https = require("node:https");
const { generateKeyPairSync } = require("node:crypto");
const { Provider } = require("oidc-provider");

const { PROVIDER_CERTIFICATE, PROVIDER_KEY, PROVIDER_BACK, PROVIDER_SECRET } = process.env;

/** A key of its own for each kind, as a set that it signs with. */
function key(kid, alg, type, how) {
  return { ...generateKeyPairSync(type, how).privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

const keys = [
  key("rsa", "RS256", "rsa", { modulusLength: 2048 }),
  key("pss", "PS256", "rsa", { modulusLength: 2048 }),
  key("ec", "ES256", "ec", { namedCurve: "P-256" }),
];

const secret = { client_secret: PROVIDER_SECRET };
const configuration = {
  jwks: { keys },
  cookies: { keys: ["a key of a test"] },
  clients: [
    { client_id: "looseleaf", ...secret, redirect_uris: [PROVIDER_BACK], id_token_signed_response_alg: "PS256" },
    {
      client_id: "their-app",
      ...secret,
      redirect_uris: ["https://app.example/back"],
      grant_types: ["authorization_code", "client_credentials"],
    },
  ],
  claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email", "email_verified"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, email: `${id}@contoso.com`, email_verified: true }),
  }),
  features: {
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: "notes.read notes.write",
        audience: resource,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
};

const server = https.createServer({ cert: fs.readFileSync(PROVIDER_CERTIFICATE), key: fs.readFileSync(PROVIDER_KEY) });
server.listen(0, "127.0.0.1", () => {
  const issuer = `https://localhost:${server.address().port}`;
  server.on("request", new Provider(issuer, configuration).callback());
  console.log(JSON.stringify({ issuer }));
});
