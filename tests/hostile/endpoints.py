"""Every address, found in the URL configuration, and the forms that its pages hold."""

import time
from collections import defaultdict
from html.parser import HTMLParser
from itertools import product
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from tests.hostile.world import values_of

# Addresses whose fields stand in another form of the page.
SAME_FIELDS = {"assessments:mark-claim": "assessments:mark", "assessments:mark-undo": "assessments:mark"}
MOST_FORMS = 20  # that lead to one address
TEXTS = {"input", "textarea", "select", "button"}


class Endpoint(NamedTuple):
    """A named address. The administration answers for itself, but for its door."""

    name: str
    route: str
    parts: tuple[str, ...]

    def paths(self, world):
        """Return the address with every value of its parts that the world has."""
        values = [values_of(world, self.name, self.route, part) for part in self.parts]
        return [reverse(self.name, kwargs=dict(zip(self.parts, given, strict=True))) for given in product(*values)]


def endpoints(resolver=None, space="", route=""):
    """Yield every named address below ``resolver``."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if not hasattr(pattern, "url_patterns"):
            if pattern.name:
                yield Endpoint(f"{space}{pattern.name}", here, tuple(_parts(pattern)))
        elif pattern.namespace != "admin":
            yield from endpoints(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, here)


def _parts(pattern):
    return pattern.pattern.converters


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
        for path in endpoint.paths(world)[:1]:
            for who in ("director", "learner", "guest"):
                page = clients[who].get(path)
                if page.headers.get("Content-Type", "").startswith("text/html"):
                    _add_forms(found, page.content.decode(), path)
    for name, like in SAME_FIELDS.items():
        [path] = next(each for each in endpoints() if each.name == name).paths(world)
        found[name] = [Sent(path, form.fields) for form in found[like]]
    [path] = next(each for each in endpoints() if each.name == "assessments:form-edit").paths(world)
    found["assessments:form-edit"].append(Sent(path, {"add": [str(world.blank.question_id)]}))
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
    """Return a browser for each kind of person, nobody included. None of them lets a broken view break the test."""
    clients = {"nobody": Client(raise_request_exception=False)}
    for who, user in world.people.items():
        clients[who] = Client(raise_request_exception=False)
        clients[who].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    # The director has just typed the password, so that what asks for it again opens.
    session = clients["director"].session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 1e6}]
    session.save()
    guest = clients["guest"] = Client(raise_request_exception=False)
    guest.post("/rate/", {"code": world.guest})
    return clients
