"""What the console offers at the start, in an activity and at the end; and where a page goes whose class is gone."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from activities.models import Activity, ActivityRun, Board
from activities.phases import PhasePlan
from courses.models import Group
from delivery.actions.running import move_to, set_black, start
from delivery.models import Delivery
from delivery.plan import activity_item
from delivery.reports.console import console_of
from tests.activities.factories import GALLERY, LANES, GroupFactory
from tests.assessments.factories import FormFactory, SittingFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.delivery.rooms import address, text
from tests.factories import NOW, ActivityFactory, EnrolmentFactory, PhaseFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_delivery():
    """A class of one frame, not begun."""
    delivery = DeliveryFactory()
    PlanItemFactory(delivery=delivery)
    return delivery


world_once, delivery = built_once(build_delivery)


def begin(delivery):
    return start(delivery=delivery, order=order(delivery))


def quiz(delivery, **more):
    return SittingFactory(cohort=delivery.cohort, form_a=FormFactory(lesson=delivery.lesson), **more)


def console(client, delivery):
    client.force_login(delivery.created_by)
    return text(client.get(address("console", delivery.pk)))


def with_activity(delivery, **more):
    """Take the class to an activity with a phase of its own and a variation with another."""
    phase = {"id": "told", "title": "Told", "minutes": [1, 2], "instructions": "Tell them.", "prompts": []}
    variations = [{"title": "Otherwise", "text": "In another way.", "phases": [phase]}]
    activity = ActivityFactory(lesson=delivery.lesson, variations=variations, **more)
    PhaseFactory(activity=activity, slug="own")
    item = activity_item(activity)
    item.delivery, item.position = delivery, 1
    item.save()
    return move_to(delivery=begin(delivery), order=order(delivery), item=item)


def test_before_the_start_it_says_who_has_sent_the_quiz_before_the_lesson(client, delivery):
    sitting = quiz(delivery, kind="pre", label="Quiz before")
    EnrolmentFactory.create_batch(3, cohort=delivery.cohort)
    link = f'<a href="{reverse("assessments:sitting", args=[sitting.pk])}"><bdi>Quiz before</bdi></a>'
    assert f"Sent by 0 of 3 learners: {link}" in console(client, delivery)
    begin(delivery)
    assert "Sent by" not in console(client, delivery)


@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_a_rehearsal_waits_for_nobody(client, delivery, is_rehearsal):
    quiz(delivery, kind="pre", label="Quiz before")
    Delivery.objects.update(is_rehearsal=is_rehearsal)
    page = console(client, delivery)
    of_people = ("Sent by", "Start when people are in", "How phones join", "</b> connected", "came", "Start the class")
    assert [words in page for words in of_people] == [not is_rehearsal] * 6
    assert ("Nobody joins a rehearsal" in page, "Start the rehearsal" in page) == (is_rehearsal, is_rehearsal)


def test_the_end_of_the_class_offers_to_open_the_quiz_that_was_chosen_for_then(client, delivery):
    delivery.opens_after = quiz(delivery, kind="post", label="Quiz after", opens_at=None)
    delivery.save()
    begin(delivery)
    assert "End and open: Quiz after" in console(client, delivery)
    delivery.opens_after.opens_at = NOW
    delivery.opens_after.save()
    page = console(client, delivery)
    assert ("End and open" in page, "End the class" in page) == (False, True)


@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_while_the_quiz_for_the_end_is_open_the_console_says_so_and_leads_there(client, delivery, is_rehearsal):
    delivery.opens_after = quiz(delivery, kind="post", label="Quiz after")
    delivery.is_rehearsal = is_rehearsal
    delivery.save()
    begin(delivery)
    link = f'href="{reverse("assessments:sitting", args=[delivery.opens_after.pk])}"'
    page = console(client, delivery)
    assert ("Learners can take “<bdi>Quiz after</bdi>” now" in page, link in page) == (not is_rehearsal,) * 2
    Delivery.objects.update(ended_at=NOW)
    page = console(client, delivery)
    assert ("Learners can take" in page, "Open now: Quiz after" in page) == (False, not is_rehearsal)
    delivery.opens_after.closes_at = NOW
    delivery.opens_after.save()
    assert "Quiz after" not in console(client, delivery)


@pytest.mark.parametrize("is_over", [False, True])
def test_a_phone_leads_on_when_the_class_is_over(client, delivery, is_over):
    begin(delivery)
    Delivery.objects.update(ended_at=NOW if is_over else None)
    client.force_login(EnrolmentFactory(cohort=delivery.cohort).user)
    page = text(client.get(address("follow", delivery.pk)))
    hidden = "" if is_over else " hidden"
    assert f'data-when="ended"{hidden}><a class="btn" href="/"> What comes next</a>' in page


def test_the_script_of_an_activity_follows_the_variation_that_its_run_settled_on(delivery):
    row = with_activity(delivery)
    phases = []
    for variation in ("", "Otherwise"):
        ActivityRun.objects.update(variation=variation)
        script = console_of(row, user=row.created_by, device="laptop", now=NOW).script
        assert all(isinstance(phase, PhasePlan) for phase in script.phases)
        phases.append([phase.slug for phase in script.phases])
    assert phases == [["own"], ["told"]]


def test_the_script_of_an_activity_keeps_the_points_that_its_run_began_with(delivery):
    row = with_activity(delivery)
    Activity.objects.update(checklist=["Names somebody else"])
    row = type(row).objects.get(pk=row.pk)
    script = console_of(row, user=row.created_by, device="laptop", now=NOW).script
    assert script.checklist == ["TOKEN-CHECKLIST"]


def test_a_learner_of_a_group_finds_the_board_of_the_group_from_the_activity_on(client, delivery):
    groups = [Group.objects.create(cohort=delivery.cohort, name=name) for name in ("Blue", "Red")]
    seats = [EnrolmentFactory(cohort=delivery.cohort, group=group) for group in groups]
    row = with_activity(delivery, board=GALLERY, grouping=["small-groups"])
    PlanItemFactory(delivery=delivery, position=2)
    link = reverse("activities:own-board", args=[row.item.run.pk])
    boards = {board.group_id: f"/boards/{board.pk}/" for board in row.item.run.boards.exclude(group=None)}
    for seat in seats:
        client.force_login(seat.user)
        assert f'href="{link}"' in text(client.get(address("follow", row.pk)))
        assert client.get(link)["Location"] == boards[seat.group_id]
    move_to(delivery=row, order=order(row), item=row.items.get(position=2))
    assert f'href="{link}"' in text(client.get(address("follow", row.pk)))


@pytest.mark.parametrize(("phase", "checked"), [("un", ["un"]), ("own", []), ("", [])])
def test_the_list_that_the_phase_is_about_is_chosen_for_a_new_point(client, delivery, phase, checked):
    row = with_activity(delivery, board=LANES)
    board = row.item.run.boards.get()
    board.phase, board.is_open = phase, True
    board.save()
    client.force_login(EnrolmentFactory(cohort=delivery.cohort).user)
    form = client.get(f"/boards/{board.pk}/").context["form"]
    assert form["places"].value() == checked


def test_each_class_has_a_window_of_its_own_for_its_screen(client, delivery):
    other = DeliveryFactory(cohort=delivery.cohort, lesson=delivery.lesson)
    for each in (delivery, other):
        link = re.search(r'href="([^"]*)" target="(class-screen[^"]*)"', console(client, delivery=each))
        assert link.groups() == (address("screen", each.pk), f"class-screen-{each.pk}")


def test_a_page_whose_class_is_gone_leads_to_one_that_says_so(client, delivery):
    assert f'data-gone="{reverse("delivery:gone")}"' in console(client, delivery)
    answer = client.get(reverse("delivery:gone"))
    assert (answer.status_code, "This class is gone" in text(answer)) == (200, True)


def buttons_of(page):
    return re.findall(r'<button class="btn [^>]*>([^<]*)</button>', page)


def test_a_black_class_screen_is_told_in_words(client, delivery):
    begin(delivery)
    assert "The class screen is black." not in console(client, delivery)
    set_black(delivery=delivery, order=order(delivery), is_black=True)
    page = console(client, delivery)
    assert "<b>■ The class screen is black.</b>" in page
    assert {"Show it again", "Show the screen"} <= set(buttons_of(page))


# On the class screen, open to learners; what the console says of it, and the buttons for it.
BOARDS = [
    ("frame", False, "Board", ["Show the board", "Show it and let learners write"]),
    ("board", True, "Board on the screen, learners write", ["Stop the writing", "Close the board"]),
    ("board", False, "Board on the screen", ["Let learners write", "Close the board"]),
    ("frame", True, "Board open, not on the screen", ["Show the board", "Stop the writing", "Close the board"]),
]


@pytest.mark.parametrize(("showing", "is_open", "state", "buttons"), BOARDS)
def test_the_console_says_where_the_board_is_and_what_one_can_do_with_it(
    client, delivery, showing, is_open, state, buttons
):
    with_activity(delivery, board=LANES)
    Board.objects.update(is_open=is_open)
    Delivery.objects.update(showing=showing)
    part = console(client, delivery).split('aria-label="Board"')[1].split("</div>")[0]
    assert (re.search(r"▦ ([^<]*)</span>", part)[1].strip(), buttons_of(part)) == (state, buttons)


def test_a_board_of_another_activity_is_named(client, delivery):
    row = with_activity(delivery, board=LANES, title="Lanes")
    assert "Lanes" not in console(client, delivery).split('aria-label="Board"')[1].split("</div>")[0]
    Delivery.objects.update(item=delivery.items.exclude(pk=row.item_id).get())
    assert "Lanes" in console(client, delivery).split('aria-label="Board"')[1].split("</div>")[0]


def test_a_gallery_has_nothing_that_a_whole_class_could_write(client, delivery):
    with_activity(delivery, board=GALLERY)
    part = console(client, delivery).split('aria-label="Board"')[1].split("</div>")[0]
    assert buttons_of(part) == ["Show the board"]


@pytest.mark.parametrize("is_shared", [True, False])
def test_the_board_of_a_group_is_offered_while_it_is_shared(client, delivery, is_shared):
    with_activity(delivery, board=LANES)
    Board.objects.update(group=GroupFactory(cohort=delivery.cohort), is_shared=is_shared)
    part = console(client, delivery).split('aria-label="Board"')[1].split("</div>")[0]
    assert buttons_of(part) == (["Show the board"] if is_shared else [])


def test_the_console_says_when_the_class_ends_with_optional_items_and_without(client, delivery):
    begin(delivery)
    ends = r"ends about (\d\d:\d\d)(?:, with optional items (\d\d:\d\d))?\s*</span>"
    assert re.search(ends, console(client, delivery))[2] is None
    PlanItemFactory(delivery=delivery, is_core=False, seconds=30 * 60)
    without, full = re.search(ends, console(client, delivery)).groups()
    assert minute_of_day(full) == (minute_of_day(without) + 30) % (24 * 60)


def minute_of_day(time):
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def test_items_are_named_by_what_they_are(client, delivery):
    with_activity(delivery, number="1.8.7")
    PlanItemFactory(delivery=delivery, kind="break", frame="", title="Break")
    names = []
    for item in delivery.items.order_by("position"):
        Delivery.objects.update(item=item)
        heading = re.search(r'<h2 id="current"[^>]*>(.*?)</h2>', console(client, delivery))[1]
        names.append(" ".join(strip_tags(heading).split()))
    assert names == [
        "Opening 1 of 5 1 of 3 in the plan",
        "Activity 1.8.7 2 of 3 in the plan",
        "Break 3 of 3 in the plan",
    ]
