"""After the class: its times, answers, boards and attendance; and the pack to print before it."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from activities.actions.boards import Hand, add_entry
from activities.actions.runs import mark_heard, start_run
from activities.models import BoardEntry
from delivery.actions.ending import end
from delivery.actions.running import move_to, start
from delivery.models import Attendance, Delivery, Privacy
from delivery.plan import activity_item
from delivery.reports.after import after_class
from tests.assessments.factories import FormFactory, KeyRevisionFactory, SittingFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory, QuestionRunFactory, VoteFactory
from tests.delivery.orders import order
from tests.factories import (
    CUE,
    NOTE,
    NOW,
    ActivityFactory,
    EnrolmentFactory,
    OutcomeFactory,
    PhaseFactory,
    SlideFactory,
)
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
BOARD = {"kind": "lanes", "regions": [{"id": "un", "label": "UN partners", "hint": "By name"}]}
RATING = {
    "lowest": 1,
    "highest": 3,
    "lowest_label": "poor",
    "highest_label": "good",
    "scales": ["Clear"],
    "comments": ["What was best?"],
}


def build_delivery():
    """A class that took 90 s for A instead of 60 and 10 s for C, and never saw B."""
    delivery = DeliveryFactory()
    for title in "ABC":
        PlanItemFactory(delivery=delivery, title=title)
    PlanItemFactory(delivery=delivery, title="Hidden", is_hidden=True)
    start(delivery=delivery, order=order(delivery))
    move_to(delivery=delivery, order=order(delivery, seconds=90), item=delivery.items.get(title="C"))
    end(delivery=delivery, order=order(delivery, seconds=100))
    delivery.refresh_from_db()
    return delivery


world_once, delivery = built_once(build_delivery)


def asked(delivery, *answers, outcome=None, kind="check-one", **more):
    version = KeyRevisionFactory(version__question__lesson=delivery.lesson, version__type=kind).version
    if outcome:
        version.question.outcome_links.create(outcome=outcome, position=0)
    run = QuestionRunFactory(delivery=delivery, version=version, **more)
    for number, answer in enumerate(answers):
        owner = {"seat": None, "at": None, "device_digest": str(number)} if more.get("privacy") else {}
        VoteFactory(run=run, answer=answer, **owner)
    return run


def test_planned_and_actual_times(delivery):
    report = after_class(delivery, NOW + timedelta(days=1))
    assert [(row.item.title, row.item.seconds, row.actual, row.difference) for row in report.times] == [
        ("A", 60, 90, 0),
        ("B", 60, None, None),
        ("C", 60, 10, -1),
    ]
    assert (report.planned, report.clock.elapsed) == (180, 100)


def test_answers_per_outcome(delivery):
    types, other = (OutcomeFactory(lesson=delivery.lesson) for _ in "12")
    asked(delivery, "a", "a", "b", outcome=types)
    asked(delivery, "a", outcome=types)
    asked(delivery, outcome=types)
    asked(delivery, "b", discarded_at=NOW)
    report = after_class(delivery, NOW)
    assert [(row.n, row.n_right) for row in report.asked] == [(3, 2), (1, 1), (0, None)]
    assert [(row.outcome, row.n_right, row.n, row.percent) for row in report.outcomes] == [
        (types, 3, 4, 75),
        (other, 0, 0, None),
    ]


@pytest.mark.parametrize(("n", "right"), [(2, None), (3, 3)])
def test_few_anonymous_answers_do_not_tell_whether_they_are_right(delivery, n, right):
    asked(delivery, *("a" * n), privacy=Privacy.ANONYMOUS)
    assert [(row.n, row.n_right) for row in after_class(delivery, NOW).asked] == [(n, right)]


# By the keys of the factories a is right of one, a and b of several, and the statement is false.
@pytest.mark.parametrize(
    ("kind", "answers", "hands", "expected"),
    [
        ("check-one", "", {"a": 4, "b": 1}, (5, 5, 4)),
        ("check-one", "aab", {"a": 4, "b": 1}, (8, 8, 6)),
        ("true-false", "", {"true": 4, "false": 9}, (13, 13, 9)),
        # Nobody saw whose hands were raised for both, so that tells of no hand and hides no answer of a device.
        ("check-all", "", {"a": 4, "b": 2}, (4, 0, None)),
        ("check-all", [["a", "b"], ["a"]], {"a": 4, "b": 2}, (6, 2, 1)),
    ],
)
def test_hands_are_marked_where_they_tell_an_answer(delivery, kind, answers, hands, expected):
    asked(delivery, *answers, kind=kind, hands=hands)
    assert [(row.n, row.n_judged, row.n_right) for row in after_class(delivery, NOW).asked] == [expected]


def test_hands_do_not_tell_what_few_anonymous_devices_answered(teacher, delivery):
    outcome = OutcomeFactory(lesson=delivery.lesson)
    asked(delivery, "a", "a", privacy=Privacy.ANONYMOUS, hands={"a": 1, "b": 3}, outcome=outcome)
    report = after_class(delivery, NOW)
    assert [(row.n, row.n_judged, row.n_right) for row in report.asked] == [(6, 4, 1)]
    assert [(row.n, row.n_right) for row in report.outcomes] == [(4, 1)]
    assert "<td>6</td><td>1 of 4 right </td>" in page(teacher, delivery)


def did(delivery, **activity):
    item = activity_item(ActivityFactory(lesson=delivery.lesson, **activity))
    item.delivery, item.position = delivery, 9
    item.run = start_run(activity=item.activity, cohort=delivery.cohort, by=delivery.created_by, now=NOW)
    item.save()
    return item.run


def test_what_was_heard_of_what_to_listen_for(delivery, client):
    plan = ActivityFactory(lesson=delivery.lesson, checklist=["Names the UNCT", "Names a donor"])
    borrowed = did(delivery, number="1.8.2", plan_of=plan, checklist=[])
    did(delivery, checklist=[])  # nothing to listen for
    mark_heard(run=borrowed, point=1, is_heard=True)
    (row,) = after_class(delivery, NOW).listened
    assert (row.run, row.n_heard) == (borrowed, 1)
    assert [(point.text, point.is_heard) for point in row.points] == [
        ("Names the UNCT", False),
        ("Names a donor", True),
    ]
    client.force_login(delivery.created_by)
    page = " ".join(client.get(reverse("delivery:report", args=[delivery.pk])).content.decode().split())
    assert "1 of 2 heard" in page
    rows = list(csv.reader(io.StringIO(client.get(reverse("delivery:report-file", args=[delivery.pk])).text)))
    start_of = rows.index(["Activity", "Listen for", "Heard"])
    assert rows[start_of + 1 : start_of + 3] == [["1.8.2", "Names the UNCT", "no"], ["1.8.2", "Names a donor", "yes"]]


def test_who_was_there(delivery):
    present, absent = (EnrolmentFactory(cohort=delivery.cohort, user__name=name) for name in ("Amina", "Brahim"))
    Attendance.objects.create(delivery=delivery, enrolment=present, at=NOW)
    report = after_class(delivery, NOW)
    assert ([(row.seat, row.at) for row in report.seats], report.n_present) == ([(present, NOW), (absent, None)], 1)


# --- pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def teacher(client, delivery):
    client.force_login(delivery.created_by)
    return client


def page(client, delivery, name="report"):
    return " ".join(client.get(reverse(f"delivery:{name}", args=[delivery.pk])).content.decode().split())


def test_the_report_has_boards_as_they_were_left_and_links_to_answers(teacher, delivery):
    run = asked(delivery, "a")
    activity = ActivityFactory(lesson=delivery.lesson, board=BOARD)
    held = start_run(activity=activity, cohort=delivery.cohort, by=delivery.created_by, now=NOW)
    PlanItemFactory(delivery=delivery, kind="activity", activity=activity, run=held)
    board = held.boards.get()
    place = board.regions[0]["id"]
    hand = Hand(delivery.created_by, None, NOW)
    for number, text in enumerate(["UN Police", "Rude word"]):
        add_entry(board=board, text=text, places=[place], token=f"t{number}", hand=hand)
    BoardEntry.objects.filter(text="Rude word").update(is_hidden=True)
    html = page(teacher, delivery)
    assert "<li><bdi>UN Police</bdi></li>" in html
    assert "Rude word" not in html
    assert f'href="{reverse("delivery:room-panel", args=[run.pk])}"' in html
    assert f'href="{reverse("activities:board", args=[held.boards.get().pk])}"' in html


def test_notes_for_next_time_are_kept(teacher, delivery):
    address = reverse("delivery:notes", args=[delivery.pk])
    for _ in "12":
        assert teacher.post(address, {"notes": "Less <b>talk</b>."}).status_code == 302
    shown = page(teacher, delivery)
    assert ("Less &lt;b&gt;talk&lt;/b&gt;." in shown, "The notes are saved." in shown) == (True, True)
    assert "The notes are saved." not in page(teacher, delivery)
    assert teacher.post(address, {"notes": "x" * 10_001}).status_code == 422
    assert Delivery.objects.get().notes == "Less <b>talk</b>."


def test_the_quiz_is_opened_with_one_button_once(teacher, delivery):
    form = FormFactory(types=["true-false"], lesson=delivery.lesson)
    sitting = SittingFactory(cohort=delivery.cohort, form_a=form, opens_at=None, kind="post")
    assert "Open it now" not in page(teacher, delivery)
    Delivery.objects.update(opens_after=sitting)
    assert "Open it now" in page(teacher, delivery)
    moments = set()
    for _ in "12":
        teacher.post(reverse("delivery:open-quiz", args=[delivery.pk]))
        sitting.refresh_from_db()
        moments.add(sitting.opens_at)
    assert len(moments) == 1
    assert None not in moments
    assert "Open it now" not in page(teacher, delivery)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_the_table_holds_no_formula(teacher, delivery, start):
    EnrolmentFactory(cohort=delivery.cohort, user__name=f"{start}SUM(A1)")
    Delivery.objects.update(notes=f"{start}2+3")
    reply = teacher.get(reverse("delivery:report-file", args=[delivery.pk]))
    assert reply["Content-Disposition"] == f'attachment; filename="class-{delivery.pk}.csv"'
    cells = [cell for row in csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))) for cell in row]
    assert f"'{start}SUM(A1)" in cells
    assert f"'{start}2+3" in cells
    assert not [cell for cell in cells if cell.startswith(start)]


def test_the_table_has_times_answers_and_attendance(teacher, delivery):
    asked(delivery, "a", "b")
    seat = EnrolmentFactory(cohort=delivery.cohort, user__name="Amina")
    Attendance.objects.create(delivery=delivery, enrolment=seat, at=NOW)
    reply = teacher.get(reverse("delivery:report-file", args=[delivery.pk]))
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    for row in [
        ["A", "60", "90"],
        ["B", "60", ""],
        ["Who chairs the Country Team?", "2", "1", "2"],
        ["Amina", "2026-03-02T09:30:00+00:00"],
    ]:
        assert row in rows


def test_no_browser_keeps_the_pack(teacher, delivery):
    reply = teacher.get(reverse("delivery:pack", args=[delivery.pk]))
    assert "no-store" in reply["Cache-Control"]


def test_the_pack_has_plan_notes_boards_forms_and_roster(teacher, delivery):
    slide = SlideFactory(section__lesson=delivery.lesson, title="Partners")
    PlanItemFactory(delivery=delivery, frame=slide.slug, title="Partners")
    activity = ActivityFactory(lesson=delivery.lesson, board=BOARD, rating=RATING)
    PhaseFactory(activity=activity, instructions="Ask for names.")
    item = activity_item(activity)
    item.delivery, item.position = delivery, 9
    item.save()
    EnrolmentFactory(cohort=delivery.cohort, user__name="Amina Diallo")
    html = page(teacher, delivery, "pack")
    for text in (NOTE, CUE, "TOKEN-CHECKLIST", "Ask for names.", "UN partners", "What was best?", "Amina Diallo"):
        assert text in html
    assert "Hidden" not in html


def test_notes_that_several_frames_share_stand_in_the_pack_once(teacher, delivery):
    for frame in ("topic", "aim", "relevance"):
        PlanItemFactory(delivery=delivery, frame=frame, title=frame)
    html = page(teacher, delivery, "pack")
    n_frames = delivery.items.planned().count()
    assert (html.count("Welcome."), html.count("Notes as above.")) == (1, n_frames - 1)


@pytest.mark.parametrize("n", [1, 12])
def test_the_number_of_queries_is_constant(teacher, delivery, n, django_assert_num_queries):
    outcome = OutcomeFactory(lesson=delivery.lesson)
    for _ in range(n):
        asked(delivery, "a", "b", outcome=outcome)
        activity = ActivityFactory(lesson=delivery.lesson, board=BOARD)
        run = start_run(activity=activity, cohort=delivery.cohort, by=delivery.created_by, now=NOW)
        PlanItemFactory(delivery=delivery, kind="activity", activity=activity, run=run)
    after_class(delivery, NOW)  # prepares the keys
    with django_assert_num_queries(18):
        report = after_class(Delivery.objects.select_related("cohort", "lesson").get(), NOW)
        assert len([view.columns for row in report.boards for view in row.views]) == n
