"""A group that stops sharing its board: the class that has it on its screen hears of it."""

import pytest
from django.urls import reverse

from activities.actions.boards import BoardClosedError, Hand
from activities.models import Board
from delivery.actions.orders import StaleOrderError
from delivery.actions.running import NotSharedError, move_to, set_black, show, start
from delivery.actions.sharing import stop_sharing
from delivery.models import Delivery
from delivery.state import fingerprint, state_of
from tests.activities.factories import BoardFactory, GroupFactory
from tests.assessments.factories import QuestionVersionFactory
from tests.delivery.factories import QuestionRunFactory, lanes_class
from tests.delivery.orders import item, order
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build_world():
    """A class with the board of a group, on which the group writes, on its screen."""
    delivery = lanes_class()
    start(delivery=delivery, order=order(delivery))
    own = move_to(delivery=delivery, order=order(delivery), item=item(delivery, "Lanes")).board
    theirs = BoardFactory(run=own.run, group=GroupFactory(cohort=delivery.cohort), is_shared=True, is_open=True)
    return show(delivery=delivery, order=order(delivery), what="board", board=theirs)


world_once, running = built_once(build_world)


@pytest.fixture
def theirs(running):
    return running.board


@pytest.fixture
def member(theirs):
    return EnrolmentFactory(cohort=theirs.group.cohort, group=theirs.group)


def own_board():
    return Board.objects.get(group=None)


def hand_of(seat):
    return Hand(seat.user, seat, NOW)


def told(delivery):
    state = state_of(delivery, NOW)
    return (state["rev"], state["showing"], state["board"])


def address(board):
    return reverse("delivery:board-unshare", args=[board.pk])


def test_its_board_leaves_the_class_screen_and_open_screens_are_told(running, theirs, member):
    before = state_of(running, NOW)
    assert told(running) == (running.rev, "board", theirs.pk)
    assert stop_sharing(board=theirs, hand=hand_of(member))
    assert told(running) == (running.rev + 1, "frame", own_board().pk)
    assert fingerprint(state_of(running, NOW)) != fingerprint(before)
    assert not stop_sharing(board=theirs, hand=hand_of(member))
    assert told(running) == (running.rev + 1, "frame", own_board().pk)


def test_an_order_of_the_driver_from_before_is_refused(running, theirs, member):
    stop_sharing(board=theirs, hand=hand_of(member))
    with pytest.raises(StaleOrderError):
        set_black(delivery=running, order=order(running, rev=running.rev), is_black=True)


def test_a_black_screen_stays_black(running, theirs, member):
    set_black(delivery=running, order=order(running), is_black=True)
    stop_sharing(board=theirs, hand=hand_of(member))
    row = Delivery.objects.get()
    assert (row.showing, row.is_black) == ("frame", True)


@pytest.mark.parametrize("what", ["join", "question"])
def test_behind_what_covers_it_the_board_of_the_class_is_at_hand(running, theirs, member, what):
    Delivery.objects.update(question=QuestionRunFactory(delivery=running, version=QuestionVersionFactory()))
    show(delivery=running, order=order(running), what=what)
    stop_sharing(board=theirs, hand=hand_of(member))
    assert told(running) == (running.rev + 2, what, own_board().pk)


def test_a_class_that_has_another_board_on_its_screen_hears_nothing(running, theirs, member):
    show(delivery=running, order=order(running), what="board", board=own_board())
    stop_sharing(board=theirs, hand=hand_of(member))
    assert told(running) == (running.rev + 1, "board", own_board().pk)
    assert not Board.objects.get(pk=theirs.pk).is_shared


def test_who_may_not_stop_it_changes_nothing(running, theirs):
    stranger = EnrolmentFactory(cohort=running.cohort)
    with pytest.raises(BoardClosedError):
        stop_sharing(board=theirs, hand=hand_of(stranger))
    assert told(running) == (running.rev, "board", theirs.pk)


def test_a_page_from_before_does_not_put_it_back(running, theirs, member):
    stop_sharing(board=theirs, hand=hand_of(member))
    with pytest.raises(NotSharedError):  # with the row as it was read before
        show(delivery=running, order=order(running), what="board", board=theirs)
    assert told(running)[1] == "frame"


def test_the_button_on_the_page_of_the_board(client, running, theirs, member):
    client.force_login(member.user)
    page = reverse("activities:board", args=[theirs.pk])
    assert f'action="{address(theirs)}"' in client.get(page).content.decode()
    response = client.post(address(theirs))
    assert (response.status_code, response["Location"], told(running)[1]) == (302, page, "frame")
    again = client.post(address(theirs), headers=HTMX)
    assert (again.status_code, "Share with the class" in again.content.decode()) == (200, True)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_a_board_that_is_closed_to_its_group_says_so(client, running, theirs, member, headers):
    Board.objects.update(is_open=False)
    client.force_login(member.user)
    response = client.post(address(theirs), headers=headers)
    assert (response.status_code, "does not take this now" in response.content.decode()) == (409, True)
    assert told(running)[1] == "board"


def test_it_is_for_the_group_and_for_those_who_teach(client, running, theirs):
    assert client.post(address(theirs))["Location"].startswith("/account/sign-in/?next=")
    client.force_login(EnrolmentFactory().user)
    assert client.post(address(theirs)).status_code == 404
    client.force_login(EnrolmentFactory(cohort=running.cohort).user)  # sees it, but is not of the group
    assert client.post(address(theirs)).status_code == 409
    assert told(running)[1] == "board"
    client.force_login(running.created_by)
    assert (client.get(address(theirs)).status_code, client.post(address(theirs)).status_code) == (405, 302)
    assert told(running)[1] == "frame"
