"""Giving marks and taking them back: nothing is overwritten unseen, nothing counts twice."""

from decimal import Decimal

import pytest

from assessments.actions.marking import MarkedMeanwhileError, PartMark, plan_second_marks, save_marks, undo_marks
from assessments.models import Mark, MarkingPlan
from assessments.points import points_of
from courses.models import AuditRow
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, total
from tests.factories import NOW
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
LATER = NOW.replace(hour=10)


def build_sitting():
    return make_sitting("narrative")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def attempt(sitting):
    return submit(sitting, RIGHT["narrative"])


@pytest.fixture
def markers(sitting):
    return teacher(sitting), teacher(sitting)


def give(attempt, points, *, marker, seen=0, is_final=True, comment="", now=NOW):
    part = PartMark("", Decimal(points), ["stake"], ["stake"], [], comment)
    return save_marks(attempt=attempt, position=0, parts=[part], marker=marker, seen=seen, is_final=is_final, now=now)


def test_a_mark_counts_and_is_logged(attempt, markers):
    before = points_of([attempt])[attempt.pk]
    assert (before.is_provisional, before.points) == (True, 0)
    (mark,) = give(attempt, 1, marker=markers[0], comment="Good.")
    after = points_of([attempt])[attempt.pk]
    assert (after.is_provisional, after.points) == (False, 1)
    stored = Mark.objects.values("points", "key_points", "suggested", "comment", "number", "is_final").get(pk=mark.pk)
    assert stored == {
        "points": 1,
        "key_points": ["stake"],
        "suggested": ["stake"],
        "comment": "Good.",
        "number": 1,
        "is_final": True,
    }
    audited = AuditRow.objects.values("by", "verb", "subject", "detail").get()
    assert audited == {
        "by": markers[0].pk,
        "verb": "mark",
        "subject": f"attempt {attempt.pk}",
        "detail": {"position": 0, "points": ["1"], "is_final": True},
    }


def test_the_same_mark_sent_twice_is_stored_once(attempt, markers):
    first = give(attempt, 1, marker=markers[0])
    assert give(attempt, 1, marker=markers[0], now=LATER) == first
    assert (Mark.objects.count(), AuditRow.objects.count()) == (1, 1)


@pytest.mark.parametrize("points", [0, 1])
def test_nobody_overwrites_a_mark_that_they_have_not_seen(attempt, markers, points):
    theirs = give(attempt, 1, marker=markers[0])
    with pytest.raises(MarkedMeanwhileError) as conflict:
        give(attempt, points, marker=markers[1])
    assert (conflict.value.marks, Mark.objects.count(), total(attempt)) == (theirs, 1, 1)


def test_two_devices_of_one_marker_do_not_overwrite_each_other(attempt, markers):
    give(attempt, 1, marker=markers[0])
    with pytest.raises(MarkedMeanwhileError):
        give(attempt, 0, marker=markers[0])
    assert total(attempt) == 1


def test_who_has_seen_a_mark_may_replace_it_and_undoing_brings_it_back(attempt, markers):
    (theirs,) = give(attempt, 1, marker=markers[0])
    (mine,) = give(attempt, 0, marker=markers[1], seen=theirs.pk, now=LATER)
    assert total(attempt) == 0
    assert undo_marks(mark=mine, marker=markers[1], now=LATER)
    assert total(attempt) == 1


def test_undoing_is_for_ones_own_marks_and_happens_once(attempt, markers):
    (mark,) = give(attempt, 1, marker=markers[0])
    assert not undo_marks(mark=mark, marker=markers[1], now=LATER)
    assert [undo_marks(mark=mark, marker=markers[0], now=LATER) for _ in range(2)] == [True, False]
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["undo mark", "mark"]
    give(attempt, 0, marker=markers[0], now=LATER)
    assert list(Mark.objects.values_list("number", "points")) == [(1, 1), (2, 0)]


def test_a_mark_under_a_later_one_is_not_undone(attempt, markers):
    (mine,) = give(attempt, 1, marker=markers[0])
    (theirs,) = give(attempt, 0, marker=markers[1], seen=mine.pk, now=LATER)
    with pytest.raises(MarkedMeanwhileError) as refused:
        undo_marks(mark=mine, marker=markers[0], now=LATER)
    assert (refused.value.marks, total(attempt)) == ([theirs], 0)
    assert not Mark.objects.exclude(undone_at=None).exists()
    give(attempt, 1, marker=markers[1], is_final=False)  # a second opinion replaces nothing
    assert undo_marks(mark=theirs, marker=markers[1], now=LATER)
    assert undo_marks(mark=mine, marker=markers[0], now=LATER)


def test_parts_are_taken_back_together(attempt, markers):
    parts = [PartMark(part, Decimal(1), [], [], [], "") for part in ("one", "two")]
    first, _ = save_marks(attempt=attempt, position=0, parts=parts, marker=markers[0], seen=0, is_final=True, now=NOW)
    undo_marks(mark=first, marker=markers[0], now=LATER)
    assert set(Mark.objects.values_list("part", "undone_at")) == {("one", LATER), ("two", LATER)}


def test_a_second_opinion_never_counts(attempt, markers):
    give(attempt, 1, marker=markers[0])
    give(attempt, 0, marker=markers[1], is_final=False)
    assert total(attempt) == 1


def test_the_plan_is_one_for_a_sitting(sitting, markers):
    for percent in (20, 30):
        plan_second_marks(sitting=sitting, percent=percent, by=markers[0], now=NOW)
    assert MarkingPlan.objects.get().second_percent == 30
    assert list(AuditRow.objects.values_list("detail", flat=True)) == [{"percent": 30}, {"percent": 20}]
