"""Somebody at a browser that runs no scripts: follows where they are led, and fills in the forms that they are shown.

`python person.py ADDRESS` goes there and prints where it ended, and the page if one was shown. Reads who they are from the environment: LOOSELEAF_PERSON
and LOOSELEAF_PASSWORD; LOOSELEAF_CA is the file of the authority that signed the server's certificate.
"""

import os
import sys
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

# Nobody is led on for ever.
STEPS_MAX = 20


class Form:
    """A form of a page: where it goes, what it holds, and the buttons that send it."""

    def __init__(self, attributes):
        self.action = attributes.get("action", "")
        self.method = attributes.get("method", "get").lower()
        self.fields = {}
        self.kinds = {}
        self.buttons = []


class Forms(HTMLParser):
    """Finds a page's forms."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.links = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        is_own = tag != "script" or (attributes.get("src") or "").startswith("/assets/")
        assert is_own and not any(name.startswith("on") for name in attributes), "a page with a script of somebody else's"
        if tag == "form":
            self.found.append(Form(attributes))
        elif tag == "input":
            self.found[-1].fields[attributes["name"]] = attributes.get("value", "")
            self.found[-1].kinds[attributes.get("type", "text")] = attributes["name"]
        elif tag == "a":
            self.links.append(attributes.get("href", ""))
        elif tag == "button":
            self.found[-1].buttons.append((attributes.get("name"), attributes.get("value", "")))


class Person:
    """Somebody with a browser in which nobody is signed in yet. They sign in by a password, or `through` an issuer elsewhere."""

    def __init__(self, says="yes", through=None):
        self.name, self.password = os.environ["LOOSELEAF_PERSON"], os.environ["LOOSELEAF_PASSWORD"]
        self.says = says
        self.through = through
        self.last = ""
        self.browser = requests.Session()
        self.browser.trust_env = False
        self.browser.verify = os.environ["LOOSELEAF_CA"]
        self.seen = []

    def visit(self, address, until="\0", **typed):
        """Goes somewhere and on, until a page has nothing to fill in, or the way leads to an address that begins with `until`.

        `typed` goes into fields of these names. Returns the address, and the text of the page if one was shown.
        """
        reply = self.open("GET", address)
        for _ in range(STEPS_MAX):
            if reply.is_redirect:
                address = urljoin(reply.url, reply.headers["location"])
                if address.startswith(until):
                    return address, None
                reply = self.open("GET", address)
                continue
            page = Forms(reply.text if "html" in reply.headers.get("content-type", "") else "")
            doors = [link for link in page.links if link.startswith(f"/sign-in/{self.through}?")]
            if doors:
                reply = self.open("GET", urljoin(reply.url, doors[0]))
                continue
            # Where one can look for notes, one has arrived: what else there is to fill in is about these.
            if not page.found or any(form.action == "/search" for form in page.found):
                return reply.url, reply.text
            reply = self.send(reply, page.found[0], typed)
        raise AssertionError(f"no end of pages: {self.seen}")

    def open(self, method, address, **sent):
        reply = self.browser.request(method, address, allow_redirects=False, timeout=60, **sent)
        self.seen.append((method, address.split("?")[0], reply.status_code))
        self.last = reply.text
        assert reply.status_code < 400, f"{self.seen}: {reply.text}"
        return reply

    def send(self, page, form, typed):
        """Fills a form in and sends it."""
        fields = dict(form.fields)
        if "password" in form.kinds:
            fields.update({form.kinds["text"]: self.name, form.kinds["password"]: self.password})
        fields.update({name: value for name, value in typed.items() if name in fields})
        answers = [value for name, value in form.buttons if name == "answer"]
        if answers:
            assert self.says in answers, answers
            fields["answer"] = self.says
        address = urljoin(page.url, form.action)
        if form.method == "get":
            return self.open("GET", address, params=fields)
        here = urlsplit(page.url)
        return self.open("POST", address, data=fields, headers={"Origin": f"{here.scheme}://{here.netloc}"})


def fields(address):
    """Returns what an app is told by the address that it is sent back to."""
    return dict(parse_qsl(urlsplit(address).query))


if __name__ == "__main__":
    where, page = Person().visit(sys.argv[1])
    print(where, page or "", sep="\n")
