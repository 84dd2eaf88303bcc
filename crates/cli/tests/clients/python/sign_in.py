"""Signing in, told with Microsoft's library for it, `msal`; somebody with a browser is played by `person.py`.

Reads from the environment: LOOSELEAF_URL, and LOOSELEAF_CA, the file of the authority that signed its certificate;
LOOSELEAF_APP, the client id of an app without a secret; LOOSELEAF_SERVICE and LOOSELEAF_SECRET, those of one with it. Ends
with an exception at the first thing that is not as it should be.
"""

import os
import ssl
import sys
import time

import jwt
import msal
import requests

sys.path.insert(0, os.path.dirname(__file__))
from person import Person, fields

URL = os.environ["LOOSELEAF_URL"]
CA = os.environ["LOOSELEAF_CA"]
APP = os.environ["LOOSELEAF_APP"]
SERVICE = os.environ["LOOSELEAF_SERVICE"]
SCOPES = ["Notes.ReadWrite", "User.Read"]

graph = requests.Session()
graph.trust_env = False
graph.verify = CA


def ask(token, path):
    return graph.get(f"{URL}/v1.0{path}", headers={"Authorization": f"Bearer {token}"}, timeout=60)


def is_good(answer):
    """Holds what an app was told against what it is promised, and uses it."""
    assert "error" not in answer, answer
    assert answer["token_type"] == "Bearer" and 0 < answer["expires_in"] <= 3600, answer["expires_in"]
    assert set(SCOPES) <= set(answer["scope"].split()), answer["scope"]
    notebooks = ask(answer["access_token"], "/me/onenote/notebooks")
    assert notebooks.status_code == 200 and notebooks.json()["value"] == [], notebooks.text
    me = ask(answer["access_token"], "/me")
    assert me.status_code == 200 and me.json()["displayName"] == "ann", me.text
    return answer["access_token"]


def knows_ann(app, answer, audience):
    # The library leaves it to apps whether an ID token is genuine.
    found = graph.get(f"{URL}/common/v2.0/.well-known/openid-configuration").json()
    keys = jwt.PyJWKClient(found["jwks_uri"], ssl_context=ssl.create_default_context(cafile=CA))
    token, algorithms = answer["id_token"], found["id_token_signing_alg_values_supported"]
    claims = jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms, audience=audience, issuer=found["issuer"])
    assert claims == answer["id_token_claims"]
    assert claims["preferred_username"] == claims["name"] == "ann" and claims["oid"] == claims["sub"], claims
    (account,) = app.get_accounts()
    assert account["username"] == "ann", account
    assert account["home_account_id"] == f"{claims['oid']}.{claims['tid']}", account
    return account


def goes_on_by_itself(app, account, token):
    """Tokens come from the cache while they are good, and from the refresh token after that, which is another one each time."""
    held = app.acquire_token_silent(SCOPES, account)
    assert held["access_token"] == token
    seen = {token}
    for _ in range(3):
        fresh = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
        seen.add(is_good(fresh))
    assert len(seen) == 4
    narrower = app.acquire_token_silent(["User.Read"], account)
    assert ask(narrower["access_token"], "/me").status_code == 200


def public(**how):
    return msal.PublicClientApplication(APP, verify=CA, **how)


def by_code(app, back, person, **how):
    """Leads somebody to the pages, and brings the code that they come back with."""
    flow = app.initiate_auth_code_flow(SCOPES, redirect_uri=back, **how)
    address, _ = person.visit(flow["auth_uri"], until=back)
    return app.acquire_token_by_auth_code_flow(flow, fields(address))


print("a code, with a challenge")
app, back = public(authority=f"{URL}/common", instance_discovery=False), "http://localhost:49152"
person = Person()
answer = by_code(app, back, person)
token = is_good(answer)
account = knows_ann(app, answer, APP)
assert [address.removeprefix(URL) for method, address, _ in person.seen if method == "POST"] == [
    "/sign-in",
    "/common/oauth2/v2.0/authorize",
], person.seen

print("tokens that follow")
goes_on_by_itself(app, account, token)

print("what the app need not see again")
app.remove_account(account)
assert app.get_accounts() == []

print("an answer of no")
refused = by_code(app, back, Person(says="no"))
assert refused["error"] == "access_denied", refused

print("the library's own way, by a form to a port of this machine")
os.environ["BROWSER"] = f"{sys.executable} -EsB {os.path.dirname(__file__)}/person.py %s &"
answer = app.acquire_token_interactive(SCOPES, timeout=60, prompt=msal.Prompt.SELECT_ACCOUNT)
is_good(answer)
knows_ann(app, answer, APP)

print("a device without a browser, of an app that knows the issuer")
app = public(oidc_authority=f"{URL}/organizations/v2.0")
flow = app.initiate_device_flow(SCOPES)
assert flow["verification_uri"] == f"{URL}/device" and flow["user_code"] in flow["message"], flow
waiting = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
assert waiting["error"] == "authorization_pending", waiting
_, page = Person().visit(flow["verification_uri"], user_code=flow["user_code"])
assert "The device is let in" in page, page
time.sleep(flow["interval"])
answer = app.acquire_token_by_device_flow(flow)
token = is_good(answer)
goes_on_by_itself(app, knows_ann(app, answer, APP), token)

print("a device that is to stay out")
flow = app.initiate_device_flow(SCOPES)
Person(says="no").visit(flow["verification_uri_complete"])
refused = app.acquire_token_by_device_flow(flow)
assert refused["error"] == "authorization_declined", refused

print("a service with a secret")
service = msal.ConfidentialClientApplication(
    SERVICE, client_credential=os.environ["LOOSELEAF_SECRET"], authority=f"{URL}/common", instance_discovery=False, verify=CA
)
back = "https://service.example/signed-in"
person = Person()
answer = by_code(service, back, person)
token = is_good(answer)
goes_on_by_itself(service, knows_ann(service, answer, SERVICE), token)
before = len(person.seen)
is_good(by_code(service, back, person))
assert [method for method, _, _ in person.seen[before:]] == ["GET"], "who signed in and let it in is asked again"

print("a service with another secret")
other = msal.ConfidentialClientApplication(
    SERVICE, client_credential="wrong", oidc_authority=f"{URL}/common/v2.0", verify=CA
)
refused = by_code(other, back, person)
assert refused["error"] == "invalid_client", refused
