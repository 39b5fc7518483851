"""The buttons of the console, as requests."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from activities.models import ActivityRun, Board
from delivery.actions.ending import rehearse
from delivery.actions.running import take_break
from delivery.models import Delivery, DeliveryEvent
from delivery.plan import activity_item
from tests.assessments.factories import FormFactory, SittingFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import events_of, order
from tests.factories import NOW, ActivityFactory, CohortFactory, EnrolmentFactory, PhaseFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build_world():
    seat = EnrolmentFactory(instructor=True)
    delivery = DeliveryFactory(cohort=seat.cohort, created_by=seat.user)
    items = [PlanItemFactory(delivery=delivery, title=title) for title in "AB"]
    board = {"kind": "lanes", "regions": [{"id": "un", "label": "UN"}]}
    lanes = activity_item(
        PhaseFactory(slug="one", activity=ActivityFactory(lesson=delivery.lesson, board=board)).activity
    )
    lanes.delivery, lanes.position = delivery, 2
    lanes.save()
    return SimpleNamespace(
        delivery=delivery,
        items=[*items, lanes],
        instructor=seat.user,
        colleague=EnrolmentFactory(instructor=True, cohort=seat.cohort).user,
        learner=EnrolmentFactory(cohort=seat.cohort).user,
        stranger=EnrolmentFactory(instructor=True, cohort=CohortFactory(course=seat.cohort.course)).user,
    )


world_once, world = built_once(build_world)


def press(client, delivery, verb, *, rev=None, headers=None, **given):
    newest = Delivery.objects.filter(pk=delivery.pk).values_list("rev", flat=True).get() if rev is None else rev
    address = reverse("delivery:do", args=[delivery.pk, verb])
    return client.post(address, {"rev": newest, **given}, headers=headers or {})


def state(world):
    row = Delivery.objects.get(pk=world.delivery.pk)
    return (row.rev, row.item.title if row.item else None, row.showing, row.is_black, row.is_running)


@pytest.fixture
def driver(client, world):
    client.force_login(world.instructor)
    press(client, world.delivery, "start")
    return client


def test_a_whole_class_by_buttons(driver, world):
    told = [
        ("next", {}, "B", "frame", False),
        ("previous", {}, "A", "frame", False),
        ("black", {}, "A", "frame", True),
        ("black", {}, "A", "frame", False),
        ("show", {"showing": "join"}, "A", "join", False),
        ("show", {"showing": "frame"}, "A", "frame", False),
        ("pause", {}, "A", "frame", False),
        ("resume", {}, "A", "frame", False),
        ("break", {"minutes": 10}, "Break", "frame", False),
        ("extend", {}, "Break", "frame", False),
        ("resume", {}, "A", "frame", False),
        ("go", {"item": world.items[2].pk}, "Map the partners", "frame", False),
        ("phase", {"phase": "one"}, "Map the partners", "frame", False),
        ("show", {"showing": "board"}, "Map the partners", "board", False),
    ]
    for verb, given, *expected in told:
        assert press(driver, world.delivery, verb, **given)["Location"].endswith("/console/")
        assert (verb, *state(world)[1:4]) == (verb, *expected)
    assert press(driver, world.delivery, "end").status_code == 302
    assert [kind for kind, *_ in events_of(world.delivery)] == [
        *["started", "moved", "moved", "paused", "resumed", "moved", "extended", "moved", "moved", "phase", "ended"],
    ]
    assert world.delivery.items.get(kind="break").seconds == 600
    press(driver, world.delivery, "reopen")
    assert state(world)[-1]


def test_htmx_gets_the_part_of_the_console(driver, world):
    reply = press(driver, world.delivery, "next", headers=HTMX)
    assert reply.status_code == 200
    assert "<html" not in reply.content.decode()
    assert 'data-rev="2"' in reply.content.decode()


def test_a_button_pressed_twice_moves_once_and_the_second_shows_where_the_class_stands(driver, world):
    replies = [press(driver, world.delivery, "next", rev=1, headers=HTMX) for _ in "12"]
    assert ([reply.status_code for reply in replies], state(world)[:2]) == ([200, 409], (2, "B"))
    page = replies[1].content.decode()
    assert 'data-rev="2"' in page
    assert "This is how the class stands now" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_somebody_else_is_told_who_drives_and_may_take_over(driver, client, world, headers):
    client.logout()
    client.force_login(world.colleague)
    before = state(world)
    reply = press(client, world.delivery, "next", headers=headers)
    assert (reply.status_code, state(world)) == (409, before)
    assert "Take over" in reply.content.decode()
    press(client, world.delivery, "drive", rev=0)
    assert press(client, world.delivery, "next", headers=headers).status_code == (200 if headers else 302)


def test_the_same_person_on_a_second_device_must_take_over(driver, world):
    other = type(driver)()
    other.force_login(world.instructor)
    assert press(other, world.delivery, "next").status_code == 409
    press(other, world.delivery, "drive")
    assert press(driver, world.delivery, "next").status_code == 409
    assert press(other, world.delivery, "next").status_code == 302


@pytest.mark.parametrize("who", ["learner", "stranger"])
@pytest.mark.parametrize("verb", ["start", "drive", "end"])
def test_nobody_else_moves_a_class(client, world, who, verb):
    before = state(world)
    client.force_login(getattr(world, who))
    assert (press(client, world.delivery, verb).status_code, state(world)) == (404, before)


def test_somebody_unknown_signs_in_first_and_looking_does_nothing(client, world):
    address = reverse("delivery:do", args=[world.delivery.pk, "start"])
    assert client.post(address, {"rev": 0})["Location"].startswith("/account/sign-in/")
    client.force_login(world.instructor)
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("given", [{"rev": ""}, {"rev": "x"}, {"rev": -1}, {"rev": 1, "showing": "secret"}])
def test_an_order_that_cannot_be_read_changes_nothing(driver, world, given):
    before = state(world)
    reply = driver.post(reverse("delivery:do", args=[world.delivery.pk, "show"]), given)
    assert (reply.status_code, state(world)) == (422, before)


def test_unknown_orders_items_and_boards_do_not_exist(driver, world):
    foreign_item = PlanItemFactory()
    run = PlanItemFactory(delivery=DeliveryFactory()).delivery
    before = state(world)
    for verb, given in [
        ("explode", {}),
        ("go", {"item": foreign_item.pk}),
        ("go", {}),
        ("show", {"showing": "board", "board": run.pk + 1000}),
    ]:
        assert (verb, press(driver, world.delivery, verb, **given).status_code) == (verb, 404)
    assert state(world) == before


def test_a_board_of_another_cohort_is_not_shown(driver, world):
    press(driver, world.delivery, "go", item=world.items[2].pk)
    board = Board.objects.get()
    board.run.cohort = CohortFactory()
    board.run.save()
    assert press(driver, world.delivery, "show", showing="board", board=board.pk).status_code == 404


def test_a_class_does_not_show_the_board_of_a_rehearsal(driver, world):
    press(driver, world.delivery, "go", item=world.items[2].pk)
    board = Board.objects.get()
    ActivityRun.objects.update(is_rehearsal=True)
    assert press(driver, world.delivery, "show", showing="board", board=board.pk).status_code == 404


def test_the_end_opens_the_quiz_when_asked(driver, world):
    form = FormFactory(types=["true-false"], lesson=world.delivery.lesson)
    sitting = SittingFactory(cohort=world.delivery.cohort, form_a=form, opens_at=None, kind="post")
    Delivery.objects.update(opens_after=sitting)
    press(driver, world.delivery, "end", quiz="on")
    sitting.refresh_from_db()
    assert sitting.opens_at == Delivery.objects.get().ended_at


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_rehearsal_that_ends_leads_back_to_the_plan(client, world, headers):
    trial = rehearse(delivery=world.delivery, by=world.instructor, now=NOW)
    client.force_login(world.instructor)
    press(client, trial, "start")
    reply = press(client, trial, "end", headers=headers)
    plan = reverse("delivery:class", args=[world.delivery.pk])
    assert reply["HX-Redirect" if headers else "Location"] == plan
    assert (Delivery.objects.get(), DeliveryEvent.objects.count()) == (world.delivery, 0)


def test_another_class_of_the_cohort_is_named_as_the_reason(client, world):
    DeliveryFactory(cohort=world.delivery.cohort, lesson=world.delivery.lesson, running=True)
    client.force_login(world.instructor)
    reply = press(client, world.delivery, "start")
    assert reply.status_code == 409
    assert "Another class of this cohort goes on." in reply.content.decode()


def test_a_pause_within_a_break_ends_before_the_break_does(driver, world):
    take_break(delivery=world.delivery, order=order(world.delivery, by=world.instructor, device=_device(world)))
    press(driver, world.delivery, "pause")
    press(driver, world.delivery, "resume")
    assert state(world)[1] == "Break"
    press(driver, world.delivery, "resume")
    assert state(world)[1] == "A"


def _device(world):
    return Delivery.objects.get(pk=world.delivery.pk).driver_device
