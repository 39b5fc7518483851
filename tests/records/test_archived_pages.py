"""No page of an archived cohort shows a control that the server would refuse, and each such page says why."""

from html.parser import HTMLParser

import pytest
from django.urls import Resolver404, resolve

from courses.models import Cohort
from records.access import archived_cohort_of
from records.middleware import OPEN
from tests.factories import NOW
from tests.permissions.asking import addresses, path_of
from tests.permissions.table import ROWS
from tests.permissions.world import client_of, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
SAID = "This cohort is archived. Reopen the cohort to change it."
PAGES_OF_THEIR_OWN = {"courses:cohort", "records:archived"}  # they say more


class Forms(HTMLParser):
    """The forms within ``main`` that send something: address, and whether it stays in archives."""

    def __init__(self, html):
        super().__init__()
        self.is_archived, self._is_inside, self.found = False, False, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        classes = (attrs.get("class") or "").split()
        if tag == "main":
            self._is_inside, self.is_archived = True, "archived" in classes
        elif tag == "form" and self._is_inside and attrs.get("method") == "post":
            self.found.append(((attrs.get("action") or "").strip(), "in-archive" in classes))

    def handle_endtag(self, tag):
        if tag == "main":
            self._is_inside = False


def is_refused(user, path):
    try:
        match = resolve(path.split("?")[0])
    except Resolver404:
        return False
    return match.view_name not in OPEN and archived_cohort_of(user, match.route, match.kwargs) is not None


def faults(user, name, path, html):
    forms = Forms(html)
    for action, stays in forms.found:
        refused, hidden = is_refused(user, action or path), forms.is_archived and not stays
        if refused != hidden:
            yield f"{name}: {action or path} is {'shown' if refused else 'hidden, and would be done'}"
    if forms.is_archived and name not in PAGES_OF_THEIR_OWN and SAID not in html:
        yield f"{name}: does not say why"


@pytest.mark.parametrize("role", ["instructor", "director"])
def test_controls_that_would_be_refused_are_hidden(role):
    world = make_world()
    client, routes, user = client_of(world, role), addresses(), world.people[role]
    Cohort.objects.filter(pk=world.cohort.pk).update(archived_at=NOW, archived_by=world.people["director"])
    found, n_hidden = [], 0
    for row in ROWS.values():
        if row.get is None or role not in row.get.roles:
            continue
        path = path_of(world, row, routes[row.name])
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming:
            html = answer.content.decode()
            is_part = "<main" not in html
            found += [] if is_part else faults(user, row.name, path, html)
            n_hidden += Forms(html).is_archived
    assert found == []
    assert n_hidden > 20
