"""Runs of activities: start, phases, groups' boards, end, rehearsals."""

from datetime import timedelta
from decimal import Decimal

import pytest

from activities.actions.boards import Hand, add_entry, merge_entry
from activities.actions.runs import (
    end_run,
    mark_heard,
    remove_rehearsal,
    set_phase,
    set_tasks,
    settle_run,
    start_run,
)
from activities.models import Activity, ActivityRun, Board, BoardChange, BoardEntry, BoardSnapshot
from activities.phases import phases_of
from activities.reports.runs import checklist_of
from tests.activities.factories import CIRCLES, GALLERY, LANES, RATING, BoardActivityFactory, GroupFactory
from tests.factories import NOW, ActivityFactory, CohortFactory, EnrolmentFactory, PhaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory()


def start(activity, cohort, **more):
    return start_run(activity=activity, cohort=cohort, by=teacher(cohort), now=NOW, **more)


def teacher(cohort):
    return EnrolmentFactory(cohort=cohort, instructor=True).user


def shape(run):
    return [(str(board.group or ""), board.kind, board.is_open) for board in run.boards.all()]


def hand(run):
    return Hand(run.created_by, None, NOW)


def add(board, text):
    return add_entry(board=board, text=text, places=[], token=text, hand=hand(board.run))


@pytest.mark.parametrize(
    ("plan", "grouping", "expected"),
    [
        (LANES, ["plenary"], [("", "lanes", False)]),
        (CIRCLES, ["small-groups"], [("", "circles", False), ("A", "circles", True), ("B", "circles", True)]),
        (GALLERY, ["plenary"], [("", "gallery", False), ("A", "gallery", True), ("B", "gallery", True)]),
        (None, ["small-groups"], []),
    ],
)
def test_a_run_has_the_boards_its_activity_describes(cohort, plan, grouping, expected):
    for name in "AB":
        GroupFactory(cohort=cohort, name=name)
    run = start(BoardActivityFactory(board=plan, grouping=grouping), cohort)
    assert sorted(shape(run)) == expected
    assert [board.rings for board in run.boards.all()] == [plan["rings"] for _ in expected]


def test_started_again_it_goes_on_and_groups_made_since_get_a_board(cohort):
    activity = BoardActivityFactory(grouping=["small-groups"])
    run = start(activity, cohort, variation="Another team", choice="Cricket")
    set_phase(run=run, phase="alike", now=NOW)
    GroupFactory(cohort=cohort, name="A")
    again = start(activity, cohort, choice="Football")
    assert (again, again.choice, again.variation) == (run, "Cricket", "Another team")
    assert [(board.phase, board.title) for board in run.boards.all()] == [("alike", f"{activity.title}: Cricket")] * 2


def test_a_run_keeps_the_checklist_that_it_began_with_and_the_next_one_begins_with_the_newer(cohort):
    plan = BoardActivityFactory(checklist=["Names the UNCT", "Names a donor"])
    activity = BoardActivityFactory(plan_of=plan, checklist=[], rating=RATING)
    run = start(activity, cohort)
    mark_heard(run=run, point=1, is_heard=True)
    Activity.objects.filter(pk=plan.pk).update(checklist=["Names a donor", "Names the host"])
    Activity.objects.filter(pk=activity.pk).update(rating=None)
    again = start(Activity.objects.get(pk=activity.pk), cohort)
    assert [(point.text, point.is_heard) for point in checklist_of(again)] == [
        ("Names the UNCT", False),
        ("Names a donor", True),
    ]
    assert again.rating == RATING
    end_run(run=run, now=NOW)
    newer = start(Activity.objects.get(pk=activity.pk), cohort)
    assert (newer.checklist, newer.rating) == (["Names a donor", "Names the host"], None)


def test_a_rehearsal_and_a_run_after_the_end_are_others(cohort):
    activity = BoardActivityFactory()
    run = start(activity, cohort)
    rehearsal = start(activity, cohort, is_rehearsal=True)
    assert end_run(run=run, now=NOW)
    assert len({run.pk, rehearsal.pk, start(activity, cohort).pk}) == 3


def test_a_borrowed_plan_brings_its_phases_and_board(cohort):
    owner = BoardActivityFactory()
    PhaseFactory(activity=owner, slug="national")
    borrower = BoardActivityFactory(lesson=owner.lesson, plan_of=owner, board=None)
    run = start(borrower, cohort)
    assert (run.boards.get().regions, [each.slug for each in phases_of(borrower)]) == (LANES["regions"], ["national"])


def test_phases_of_a_variation_replace_the_own_ones(cohort):
    phase = {"id": "part-1", "title": "Part 1", "minutes": ["7.5", "8"], "instructions": "Draw.", "prompts": ["Who?"]}
    variations = [{"title": "Two parts", "text": "", "phases": [phase]}, {"title": "Pairs", "text": "", "phases": []}]
    activity = ActivityFactory(variations=variations)
    PhaseFactory(activity=activity, slug="own")
    PhaseFactory(activity=activity, slug="gone", is_retired=True)
    (part,) = phases_of(activity, "Two parts")
    assert (part.slug, part.minutes_low, part.minutes_high) == ("part-1", Decimal("7.5"), Decimal(8))
    assert [[each.slug for each in phases_of(activity, name)] for name in ("Pairs", "")] == [["own"], ["own"]]


def test_a_phase_marks_new_entries_and_keeps_what_the_former_one_had(cohort):
    activity = BoardActivityFactory()
    PhaseFactory(activity=activity, slug="first", title="Round 1")
    run = start(activity, cohort)
    board = run.boards.get()
    assert set_phase(run=run, phase="first", now=NOW)
    entry = add(board, "UNICEF")
    twin = add(board, "Unicef")
    merge_entry(entry=twin, number=3, into=entry, hand=hand(run))
    assert set_phase(run=run, phase="second", now=NOW + timedelta(minutes=4))
    assert not set_phase(run=run, phase="second", now=NOW)
    (kept,) = BoardSnapshot.objects.all()
    expected = [{"entry": entry.pk, "text": "UNICEF", "places": [], "phase": "first", "n": 2}]
    assert (kept.label, kept.entries, kept.taken_at) == ("Round 1", expected, NOW + timedelta(minutes=4))
    board.refresh_from_db()
    assert (board.phase, board.rev) == ("second", 5)


def test_the_end_closes_and_keeps_the_boards_once(cohort):
    run = start(BoardActivityFactory(), cohort)
    Board.objects.update(is_open=True)
    add(run.boards.get(), "UNDP")
    assert [end_run(run=run, now=NOW), end_run(run=run, now=NOW + timedelta(hours=1))] == [True, False]
    run.refresh_from_db()
    assert (run.ended_at, run.boards.get().is_open, BoardSnapshot.objects.count()) == (NOW, False, 1)


def test_what_the_class_settles_on_stands_in_the_title(cohort):
    run = start(BoardActivityFactory(title="Football or Cricket"), cohort)
    told = [settle_run(run=run, variation="", choice=sport) for sport in ("Cricket", "Cricket", "Football")]
    run.refresh_from_db()
    assert (told, run.choice) == ([True, False, True], "Football")
    assert run.boards.get().title == "Football or Cricket: Football"


def test_tasks_keep_their_order_and_points_are_ticked(cohort):
    run = start(BoardActivityFactory(), cohort)
    groups = [GroupFactory(cohort=cohort) for _ in range(2)]
    set_tasks(run=run, tasks=[(groups[1], "UN Country Team"), (groups[0], "National partners")])
    for point, is_heard in [(2, True), (0, True), (2, True), (0, False), (0, False)]:
        mark_heard(run=run, point=point, is_heard=is_heard)
    run.refresh_from_db()
    tasks = [
        {"group": groups[1].pk, "task": "UN Country Team"},
        {"group": groups[0].pk, "task": "National partners"},
    ]
    assert (run.tasks, run.heard) == (tasks, [2])


def test_a_rehearsal_leaves_nothing(cohort):
    run = start(BoardActivityFactory(), cohort, is_rehearsal=True)
    board = run.boards.get()
    first, second = add(board, "UNDP"), add(board, "UNDPs")
    merge_entry(entry=second, number=2, into=first, hand=hand(run))
    end_run(run=run, now=NOW)
    remove_rehearsal(run)
    remove_rehearsal(run)
    tables = [ActivityRun, Board, BoardEntry, BoardChange, BoardSnapshot]
    assert [table.objects.count() for table in tables] == [0] * len(tables)


def test_a_run_that_counts_is_never_removed(cohort):
    run = start(BoardActivityFactory(), cohort)
    with pytest.raises(ValueError, match="no rehearsal"):
        remove_rehearsal(run)
    assert ActivityRun.objects.get() == run
