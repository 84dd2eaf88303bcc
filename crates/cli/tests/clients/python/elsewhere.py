"""People and apps that come from another issuer, as both servers meet them; somebody with a browser is played by `person.py`.

`python elsewhere.py looseleaf` tells the story with another Looseleaf for the issuer, `python elsewhere.py provider` with
`oidc-provider`. Reads from the environment: LOOSELEAF_URL; LOOSELEAF_CA, the file of the authority that signed all certificates;
LOOSELEAF, the program, whose data folder is LOOSELEAF_DATA; ISSUER_URL, ISSUER_CLIENT and ISSUER_SECRET. Ends with an exception
at the first thing that is not as it should be.
"""

import os
import subprocess
import sys

import msal
import requests

sys.path.insert(0, os.path.dirname(__file__))
from person import Person, fields

URL, CA, ISSUER = os.environ["LOOSELEAF_URL"], os.environ["LOOSELEAF_CA"], os.environ["ISSUER_URL"]
CLIENT, SECRET = os.environ["ISSUER_CLIENT"], os.environ["ISSUER_SECRET"]

plain = requests.Session()
plain.trust_env = False
plain.verify = CA


def looseleaf(*words, code=0):
    """Runs the program, and returns what it says."""
    told = subprocess.run([os.environ["LOOSELEAF"], *words], capture_output=True, text=True, timeout=60)
    assert told.returncode == code, (words, told)
    return told.stdout + told.stderr


def trust(name, issuer, *more, client=CLIENT, code=0):
    with open("issuer.txt", "w", encoding="utf-8") as file:
        file.write(SECRET + "\n")
    words = ["--issuer", issuer, "--client-id", client, "--client-secret-file", "issuer.txt", "--authority", CA]
    return looseleaf("issuer", "add", name, *words, *more, code=code)


def signs_in(person):
    """Somebody signs in, and is led to their account."""
    person.visit(f"{URL}/sign-in?to=%2Faccount", until=f"{URL}/account")
    return person.open("GET", f"{URL}/account").text


def is_signed_in(person, name):
    page = signs_in(person)
    assert f"<h1>{name}</h1>" in page, page


def stays_outside(person, words):
    """Somebody whom the issuer vouches for is not let in, and told why."""
    try:
        signs_in(person)
    except AssertionError:
        assert person.seen[-1][1:] == (person.seen[-1][1], 403) and words in person.last, (person.seen, person.last)
    else:
        raise AssertionError("they are in")


def graph(token, method="GET", path="/me/onenote/notebooks", **sent):
    return plain.request(method, f"{URL}/v1.0{path}", headers={"Authorization": f"Bearer {token}"}, timeout=60, **sent)


def with_another_looseleaf():
    issuer = plain.get(f"{ISSUER}/common/v2.0/.well-known/openid-configuration", timeout=60).json()["issuer"]

    print("a slip of the pen is told at once")
    assert "calls itself" in trust("Other", f"{ISSUER}/common/v2.0", code=1)
    assert "answers 404" in trust("Other", f"{ISSUER}/nowhere", code=1)
    assert "[]" in looseleaf("issuer", "list", "--json")

    print("somebody signs in there, and is made here")
    assert f"{URL}/signed-in/Other" in trust("Other", issuer, "--create-users", "always").replace("https://YOUR-SERVER", URL)
    person = Person(through="Other")
    is_signed_in(person, "ann")
    typed = [address.split("/", 3)[2] for method, address, _ in person.seen if method == "POST"]
    assert set(typed) == {ISSUER.split("/")[2]}, f"they type nothing here: {person.seen}"

    print("an app is let in by whoever signs in there on the way")
    app = msal.PublicClientApplication("my-app", authority=f"{URL}/common", instance_discovery=False, verify=CA)
    back, scopes = "http://localhost:49152", ["Notes.ReadWrite", "User.Read"]
    for visitor in [Person(through="Other"), person]:
        flow = app.initiate_auth_code_flow(scopes, redirect_uri=back)
        address, _ = visitor.visit(flow["auth_uri"], until=back)
        answer = app.acquire_token_by_auth_code_flow(flow, fields(address))
        assert "error" not in answer, answer
        assert answer["id_token_claims"]["preferred_username"] == "ann", answer
        assert graph(answer["access_token"]).json()["value"] == []
        assert graph(answer["access_token"], path="/me").json()["displayName"] == "ann"

    print("who is suspended here stays outside")
    looseleaf("user", "suspend", "ann")
    stays_outside(Person(through="Other"), "suspended")
    looseleaf("user", "resume", "ann")
    is_signed_in(Person(through="Other"), "ann")

    print("whom nobody says who they are stays outside, and is told what to say")
    looseleaf("issuer", "remove", "Other")
    trust("Other", issuer)
    visitor = Person(through="Other")
    stays_outside(visitor, "looseleaf issuer link Other NAME")
    (subject,) = {line.split("</code>")[0] for line in visitor.last.split("looseleaf issuer link Other NAME ")[1:]}
    looseleaf("issuer", "link", "Other", "ann", subject)
    is_signed_in(Person(through="Other"), "ann")


def with_a_provider():
    print("somebody signs in there, and is made here")
    more = ["--create-users", "contoso.com", "--audience", "https://notes.example", "--scope", "notes.read=Notes.Read"]
    trust("Provider", ISSUER, *more)
    is_signed_in(Person(through="Provider"), "ann")
    (known,) = [line.split() for line in looseleaf("issuer", "people", "Provider").splitlines()[1:]]
    assert known[:2] == ["ann", "ann"], known

    found = plain.get(f"{ISSUER}/.well-known/openid-configuration", timeout=60).json()
    resource = "https://notes.example"

    def token(**form):
        reply = plain.post(found["token_endpoint"], data={"resource": resource, **form}, auth=("their-app", SECRET), timeout=60)
        assert reply.status_code == 200, reply.text
        return reply.json()["access_token"]

    def of_a_person(scope):
        back = "https://app.example/back"
        asked = {"client_id": "their-app", "response_type": "code", "redirect_uri": back, "scope": scope, "resource": resource}
        asked.update({"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"})
        address = requests.Request("GET", found["authorization_endpoint"], params=asked).prepare().url
        answer = fields(Person().visit(address, until=back)[0])
        verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        return token(grant_type="authorization_code", code=answer["code"], redirect_uri=back, code_verifier=verifier)

    print("an app reads notebooks with a token that it got there")
    read = of_a_person("openid notes.read notes.write")
    assert read.count(".") == 2, read
    notebooks = graph(read)
    assert notebooks.status_code == 200 and notebooks.json()["value"] == [], notebooks.text
    writes = graph(read, "POST", json={"displayName": "Mine"})
    assert writes.status_code == 403, f"what is not mapped does nothing: {writes.text}"

    print("and writes, from when on its scope is something here")
    trust("Provider", ISSUER, *more, "--scope", "notes.write=Notes.ReadWrite", "--replace")
    made = graph(of_a_person("openid notes.write"), "POST", json={"displayName": "Mine"})
    assert made.status_code == 201 and made.json()["createdBy"]["user"]["displayName"] == "ann", made.text

    print("a token without a person, one of no scope, and one that is no token of theirs")
    alone = graph(token(grant_type="client_credentials", scope="notes.read"))
    assert alone.status_code == 401 and "for an app and for nobody" in alone.text, alone.text
    none = graph(of_a_person("openid"))
    assert none.status_code == 401, none.text
    head, claims, signature = read.split(".")
    assert graph(f"{head}.{claims}.{signature[:-8]}AAAAAAAA").status_code == 401

    print("an issuer that is trusted no more")
    looseleaf("issuer", "remove", "Provider")
    assert graph(of_a_person("openid notes.read")).status_code == 401


{"looseleaf": with_another_looseleaf, "provider": with_a_provider}[sys.argv[1]]()
