"""Commands about a board in class: which one is at hand, and which is on the class screen."""

import pytest
from django.urls import reverse

from activities.actions.boards import may_write
from activities.actions.runs import end_run
from activities.models import Board
from delivery.actions import asking
from delivery.actions.running import (
    NotSharedError,
    close_board,
    move_to,
    open_board,
    show,
    start,
    start_phase,
    step,
    take_off,
)
from delivery.models import Delivery
from delivery.plan import activity_item
from delivery.state import state_of
from tests.activities.factories import BoardFactory, GroupFactory
from tests.assessments.factories import QuestionVersionFactory
from tests.delivery.factories import LANES, lanes_class
from tests.delivery.orders import item, order, state
from tests.factories import NOW, ActivityFactory, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


world_once, delivery = built_once(lanes_class)


@pytest.fixture
def running(delivery):
    return start(delivery=delivery, order=order(delivery))


def test_the_board_at_hand_is_opened_and_closed_with_one_order_each(running):
    assert open_board(delivery=running, order=order(running), is_open=True).rev == running.rev  # there is none yet
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    for _ in range(2):
        row = open_board(delivery=running, order=order(running), is_open=True)
        assert (row.showing, Board.objects.get().is_open) == ("board", True)
    row = open_board(delivery=running, order=order(running), is_open=False)
    assert (row.showing, Board.objects.get().is_open) == ("board", False)


def test_an_activity_that_was_ended_goes_on_when_learners_are_let_write(client, running):
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    open_board(delivery=running, order=order(running), is_open=True)
    run = Board.objects.get().run
    end_run(run=run, now=NOW)
    assert (state_of(running, NOW)["writing"], Board.objects.get().is_open) == (False, False)
    client.force_login(running.created_by)
    page = client.get(reverse("delivery:console", args=[running.pk])).content.decode()
    assert "the activity is over" in page
    assert "Let learners write" in page
    open_board(delivery=running, order=order(running), is_open=False)
    run.refresh_from_db()
    assert run.ended_at == NOW
    for _ in range(2):
        open_board(delivery=running, order=order(running), is_open=True)
        run.refresh_from_db()
        assert (run.ended_at, state_of(running, NOW)["writing"]) == (None, True)
    assert may_write(Board.objects.get(), EnrolmentFactory(cohort=running.cohort))
    assert "the activity is over" not in client.get(reverse("delivery:console", args=[running.pk])).content.decode()


def test_a_board_that_is_closed_leaves_the_class_screen(running):
    assert close_board(delivery=running, order=order(running)).rev == running.rev  # there is none yet
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    open_board(delivery=running, order=order(running), is_open=True)
    for _ in range(2):
        row = close_board(delivery=running, order=order(running))
        assert (row.showing, Board.objects.get().is_open) == ("frame", False)
    show(delivery=running, order=order(running), what="join")
    assert close_board(delivery=running, order=order(running)).showing == "join"


def test_a_group_goes_on_writing_when_its_board_leaves_the_class_screen(running):
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    Board.objects.update(group=GroupFactory(cohort=running.cohort), is_open=True, is_shared=True)
    show(delivery=running, order=order(running), what="board")
    row = close_board(delivery=running, order=order(running))
    assert (row.showing, Board.objects.get().is_open) == ("frame", True)


ON_SCREEN = {
    "show": lambda row: show(delivery=row, order=order(row), what="board"),
    "open": lambda row: open_board(delivery=row, order=order(row), is_open=True),
}


@pytest.mark.parametrize("command", ON_SCREEN)
def test_the_board_of_a_group_comes_on_the_class_screen_only_while_it_is_shared(running, command):
    move_to(delivery=running, order=order(running), item=item(running, "Lanes"))
    Board.objects.update(group=GroupFactory(cohort=running.cohort))
    before = state(running)
    with pytest.raises(NotSharedError):
        ON_SCREEN[command](running)
    assert (state(running), Board.objects.get().is_open) == (before, False)
    Board.objects.update(is_shared=True)
    assert ON_SCREEN[command](running).showing == "board"


def of_group(board):
    """Return a shared board of a group beside ``board``."""
    return BoardFactory(run=board.run, group=GroupFactory(cohort=board.run.cohort), is_shared=True)


def at_hand(delivery):
    row = Delivery.objects.get(pk=delivery.pk)
    return (row.showing, row.board)


def ask_and_discard(row):
    asked = QuestionVersionFactory(question__lesson=row.lesson).question
    run = asking.ask(delivery=row, order=order(row), question=asked)
    asking.discard(run=run, order=order(row))


def put_something_else(row):
    show(delivery=row, order=order(row), what="join")
    start_phase(delivery=row, order=order(row), phase="one")


# Each brings the frame back.
BACK = {
    "take off": lambda row: take_off(delivery=row, order=order(row), board=row.board),
    "close": lambda row: close_board(delivery=row, order=order(row)),
    "show": lambda row: show(delivery=row, order=order(row), what="frame"),
    "discard": ask_and_discard,
    "phase": put_something_else,
    "next": lambda row: move_to(delivery=row, order=order(row), item=item(row, "C")),
}


@pytest.mark.parametrize("command", BACK)
def test_after_the_board_of_a_group_that_of_the_class_is_at_hand_again(running, command):
    own = move_to(delivery=running, order=order(running), item=item(running, "Lanes")).board
    row = show(delivery=running, order=order(running), what="board", board=of_group(own))
    BACK[command](row)
    assert at_hand(running) == ("frame", own)


def test_the_board_of_a_group_stays_with_the_next_phase_and_behind_what_covers_it(running):
    own = move_to(delivery=running, order=order(running), item=item(running, "Lanes")).board
    theirs = of_group(own)
    show(delivery=running, order=order(running), what="board", board=theirs)
    step(delivery=running, order=order(running))
    assert at_hand(running) == ("board", theirs)
    show(delivery=running, order=order(running), what="join")
    show(delivery=running, order=order(running), what="board")
    assert at_hand(running) == ("board", theirs)


@pytest.mark.parametrize("is_of_group", [False, True])
def test_after_a_board_of_an_earlier_activity_that_of_the_present_one_is_at_hand(running, is_of_group):
    early = move_to(delivery=running, order=order(running), item=item(running, "Lanes")).board
    later = activity_item(ActivityFactory(lesson=running.lesson, board=LANES))
    later.delivery, later.position = running, 4
    later.save()
    present = move_to(delivery=running, order=order(running), item=later).board
    shown = of_group(early) if is_of_group else early
    row = show(delivery=running, order=order(running), what="board", board=shown)
    assert (at_hand(running), early == present) == (("board", shown), False)
    close_board(delivery=row, order=order(row))
    assert at_hand(running) == ("frame", present)


def test_after_the_activity_its_board_stays_at_hand(running):
    own = move_to(delivery=running, order=order(running), item=item(running, "Lanes")).board
    move_to(delivery=running, order=order(running), item=item(running, "C"))
    for board in (own, of_group(own)):
        row = show(delivery=running, order=order(running), what="board", board=board)
        take_off(delivery=row, order=order(row), board=board)
        assert at_hand(running) == ("frame", own)
