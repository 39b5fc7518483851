"""What the page of an answer shows of marks that others gave, and when a mark is not undone."""

import pytest
from django.utils import timezone

from accounts.models import User
from assessments.models import Attempt, Mark
from tests.assessments.marked import teacher, version_of
from tests.assessments.test_marking_queue import give
from tests.assessments.test_marking_views import (
    address,
    answers,
    attempts,
    mark_page,
    marker,
    posted,
    sitting,
    world_once,
)

__all__ = ["attempts", "marker", "sitting", "world_once"]
pytestmark = pytest.mark.django_db


def replaced_by_another(client, sitting):
    """Have a second teacher replace the mark of the first, who stays signed in; return the mark and the other."""
    answer, first = answers(sitting)[0], client.session["_auth_user_id"]
    client.post(mark_page(sitting), posted(answer, comment="Mine."))
    given, other = Mark.objects.get(), teacher(sitting)
    other.name = "Henrik Lindqvist"
    other.save()
    give(Attempt(pk=answer.attempt_id), 0, marker=other, seen=given.pk, now=timezone.now())
    client.force_login(User.objects.get(pk=first))
    return answer, given, other


def test_a_mark_that_was_replaced_is_not_undone_and_its_marker_is_told(client, sitting, marker, attempts):
    answer, given, other = replaced_by_another(client, sitting)
    undo = address("mark-undo", sitting, version_of(sitting).pk)
    page = client.post(undo, {"answer": answer.token, "mark": given.pk})
    text = page.content.decode()
    assert page.status_code == 422
    assert "<bdi>Henrik Lindqvist</bdi> has marked this since; nothing was undone" in text
    assert "<bdi>Henrik Lindqvist</bdi> gave <b>0</b> at" in text
    given.refresh_from_db()
    assert given.undone_at is None
    form = page.context["forms"]
    assert form.parts[0].initial == {"points": "1", "key_points": [], "comment": "Mine."}
    again = posted(answer, points="1", comment="Mine.", seen=form.whole.initial["seen"])
    conflict = client.post(mark_page(sitting), again)
    assert (conflict.status_code, conflict.context["theirs"][0].marker) == (422, other)
    assert [mark.marker for mark in answers(sitting)[0].first.values()] == [other]


def test_a_mark_of_somebody_else_is_shown_with_the_name_and_filled_in_nowhere(client, sitting, marker, attempts):
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer, comment="TOKEN-FIRST"))
    client.force_login(teacher(sitting))
    page = client.get(mark_page(sitting), {"answer": answer.token})
    form = page.context["forms"]
    assert "<bdi>Amina Karimi</bdi> gave <b>1</b> at" in page.content.decode()
    assert (form.whole.initial["seen"], form.parts[0].initial) == (0, {})
    client.force_login(marker)
    assert b"gave <b>" not in client.get(mark_page(sitting), {"answer": answer.token}).content


def test_an_older_mark_of_ones_own_is_not_undone_under_a_newer_one(client, sitting, marker, attempts):
    answer = answers(sitting)[0]
    client.post(mark_page(sitting), posted(answer))
    given = Mark.objects.get()
    client.post(mark_page(sitting), posted(answer, points="0", seen=given.pk))
    undo = address("mark-undo", sitting, version_of(sitting).pk)
    page = client.post(undo, {"answer": answer.token, "mark": given.pk})
    assert "You have marked this again since; nothing was undone" in page.content.decode()
    assert (page.status_code, page.context["forms"].parts[0].initial["points"]) == (422, "0")
