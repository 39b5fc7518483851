"""Every address, found in the URL configuration, and the forms that its pages hold."""

import time
from collections import defaultdict
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import Resolver404, resolve

from tests.accounts.people import SECRET
from tests.permissions.asking import addresses, path_of
from tests.permissions.table import ROWS, Row
from tests.permissions.world import client_of

# The instructor more often: most forms are for staff of a cohort.
WHO = [
    *["instructor"] * 3,
    "learner",
    "learner",
    "administrator",
    "director",
    "guest",
    "anonymous",
    "learner elsewhere",
]
# Addresses whose fields stand in another form of the page.
SAME_FIELDS = {"assessments:mark-claim": "assessments:mark", "assessments:mark-undo": "assessments:mark"}
MOST_FORMS = 20  # that lead to one address
TEXTS = {"input", "textarea", "select", "button"}


class Endpoint(NamedTuple):
    """A named address. The administration answers for itself."""

    name: str
    route: str

    def path(self, world):
        return path_of(world, row_of(self.name), self.route)


def row_of(name):
    """Return what the table of permissions says of an address, as far as it says anything."""
    return ROWS.get(name, Row(name))


def endpoints():
    """Return every address of the URL configuration. One whose parts nobody knows fails the suite."""
    return [Endpoint(name, route) for name, route in addresses().items() if not name.startswith("admin:")]


class Forms(HTMLParser):
    """The forms of a page: where each one goes, and its fields with the values that they offer."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.found = []
        self._fields = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._fields = defaultdict(list)
            self.found.append((given.get("action") or self.path, self._fields))
            self._add_links(given, self._fields)
        elif tag in TEXTS and given.get("name") and self._fields is not None:
            self._fields[given["name"]].append(given.get("value") or "")
            self._select = given["name"] if tag == "select" else None
            self._add_links(given, self._fields)
        elif tag == "option" and self._fields is not None and getattr(self, "_select", None):
            self._fields[self._select].append(given.get("value") or "")

    def _add_links(self, given, fields):
        """Scripts and htmx send the same fields elsewhere, and buttons may too."""
        for name, link in given.items():
            if link and link.startswith("/") and (name.startswith("data-") or name in {"hx-post", "formaction"}):
                self.found.append((link, fields))

    def handle_endtag(self, tag):
        if tag == "form":
            self._fields = None


class Sent(NamedTuple):
    """What a form of a page sends: where, and each field with the values that it offers."""

    path: str
    fields: dict


def forms_of(world, clients):
    """Return what the forms of all pages send, by the name of the address that they send it to."""
    found = defaultdict(list)
    for endpoint in endpoints():
        try:
            path = endpoint.path(world)
        except AssertionError:  # nobody knows its parts: its own test says so
            continue
        for who in ("instructor", "learner", "administrator", "guest"):
            page = clients[who].get(path)
            if page.headers.get("Content-Type", "").startswith("text/html"):
                _add_forms(found, page.content.decode(), path)
        fields = {name: [value.format(**world.values)] for name, value in (row_of(endpoint.name).sends or {}).items()}
        found[endpoint.name].append(Sent(path, fields))
    for name, like in SAME_FIELDS.items():
        found[name] += [Sent(found[name][-1].path, form.fields) for form in found[like]]
    return found


def _add_forms(found, html, path):
    for action, fields in forms_in(html, path):
        where = urlsplit(urljoin(path, action)).path
        offered = {name: sorted(set(values))[:20] for name, values in fields.items() if name != "csrfmiddlewaretoken"}
        known = found[name_of(where)]
        if Sent(where, offered) not in known and len(known) < MOST_FORMS:
            known.append(Sent(where, offered))


def forms_in(html, path):
    reader = Forms(path)
    reader.feed(html)
    return reader.found


def name_of(action):
    try:
        return resolve(urlsplit(action).path).view_name
    except Resolver404:
        return None


def clients_of(world):
    """Return a browser for each kind of person. None of them lets a broken view break the test."""
    for who in ("administrator", "instructor"):
        TOTP.activate(world.people[who], SECRET)
        RecoveryCodes.activate(world.people[who])
    clients = {role: client_of(world, role) for role in WHO}
    for client in clients.values():
        client.raise_request_exception = False
    # The administrator has just typed the password, so that what asks for it again opens.
    session = clients["administrator"].session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 1e6}]
    session.save()
    return clients
