"""The class screen has one way to a board, wherever the button for it stands."""

from dataclasses import replace

import pytest
from django.urls import reverse

from activities.models import Board
from delivery.actions.running import move_to, set_black, show, start, take_over
from delivery.models import Delivery
from tests.activities.factories import BoardFactory, GroupFactory
from tests.delivery.factories import lanes_class
from tests.delivery.orders import order
from tests.factories import CohortFactory, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build_delivery():
    """A class that has come to its activity, which has a board; nobody drives it."""
    delivery = lanes_class()
    start(delivery=delivery, order=order(delivery))
    move_to(delivery=delivery, order=order(delivery), item=delivery.items.get(title="Lanes"))
    Delivery.objects.update(driver=None, driver_device="")
    return delivery


world_once, delivery = built_once(build_delivery)


def address(name="delivery:board-in-class"):
    return reverse(name, args=[Board.objects.earliest("pk").pk])


def showing():
    return Delivery.objects.values_list("showing", "board").get()


def rest_of(row):
    return (row.rev, row.showing, row.board_id, row.is_black)


def body(response):
    return " ".join(response.content.decode().split())


def test_the_page_of_a_board_puts_it_on_the_class_screen_and_takes_it_off(client, delivery):
    client.force_login(delivery.created_by)
    assert f'hx-get="{address()}"' in body(client.get(address("activities:board")))
    assert "Show it on the class screen" in body(client.get(address(), headers=HTMX))
    for _ in range(2):  # pressed twice, it is there
        page = client.post(address(), headers=HTMX)
        assert (page.status_code, showing()) == (200, ("board", Board.objects.get().pk))
    assert "On the class screen" in body(page)
    reply = client.post(address(), {"off": "1"})
    assert (reply["Location"], showing()[0]) == (address("activities:board"), "frame")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
@pytest.mark.parametrize("newer", ["join", "board"])
def test_an_old_page_takes_off_only_what_it_says(client, delivery, newer, headers):
    client.force_login(delivery.created_by)
    assert "Take it off the class screen" in body(client.post(address(), headers=HTMX))
    other = BoardFactory(run=Board.objects.get().run, group=GroupFactory(cohort=delivery.cohort), is_shared=True)
    row = Delivery.objects.get()
    given = replace(order(row), device=row.driver_device)  # the console, in another tab of the same browser
    row = show(delivery=row, order=given, what=newer, board=other if newer == "board" else None)
    before = rest_of(set_black(delivery=row, order=replace(given, rev=row.rev), is_black=True))
    page = client.post(address(), {"off": "1"}, headers=headers)
    assert rest_of(Delivery.objects.get()) == before
    if headers:
        assert "Show it on the class screen" in body(page)


def test_a_black_class_screen_stays_black_when_a_board_is_taken_off(client, delivery):
    client.force_login(delivery.created_by)
    client.post(address())
    Delivery.objects.update(is_black=True)
    client.post(address(), {"off": "1"})
    row = Delivery.objects.get()
    assert (row.showing, row.is_black) == ("frame", True)


def test_who_does_not_drive_is_told_so(client, delivery):
    take_over(delivery=delivery, order=order(delivery))
    client.force_login(delivery.created_by)
    reply = client.post(address(), headers=HTMX)
    assert (reply.status_code, showing()[0]) == (409, "frame")
    assert "Another device drives the class." in body(reply)


def test_the_board_of_a_group_is_shared_first(client, delivery):
    Board.objects.update(group=GroupFactory(cohort=delivery.cohort))
    client.force_login(delivery.created_by)
    page = body(client.get(address(), headers=HTMX))
    assert ("Once it is shared" in page, "<button" in page) == (True, False)
    Board.objects.update(is_shared=True)
    assert "Show it on the class screen" in body(client.get(address(), headers=HTMX))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_a_board_that_its_group_shares_no_more_is_not_shown_by_a_page_from_before(client, delivery, headers):
    Board.objects.update(group=GroupFactory(cohort=delivery.cohort))
    client.force_login(delivery.created_by)
    reply = client.post(address(), headers=headers)
    assert (reply.status_code, showing()[0]) == (409, "frame")
    assert "The group does not share its board now" in body(reply)


def test_without_a_class_a_board_has_a_screen_of_its_own(client, delivery):
    Delivery.objects.update(ended_at=delivery.created_at)
    client.force_login(delivery.created_by)
    for page in (client.get(address()), client.post(address())):
        assert f'href="{address("activities:board-screen")}" target="board-screen"' in body(page)
    assert showing()[0] == "frame"


def test_it_is_for_those_who_teach_the_cohort(client, delivery):
    learner = EnrolmentFactory(cohort=delivery.cohort).user
    stranger = EnrolmentFactory(instructor=True, cohort=CohortFactory(course=delivery.cohort.course)).user
    assert client.get(address())["Location"].startswith("/account/sign-in/?next=")
    for who in (learner, stranger):
        client.force_login(who)
        assert [client.get(address()).status_code, client.post(address()).status_code] == [404, 404]
    assert showing()[0] == "frame"
