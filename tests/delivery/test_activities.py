"""The end of an activity while its class goes on: console and phones say the same, and it can be taken up again."""

import pytest
from django.urls import reverse

from activities.actions.boards import BoardClosedError, Hand, set_switch
from activities.actions.runs import start_run
from activities.models import ActivityRun, Board
from delivery.actions.activities import end_activity, resume_activity, take_up
from delivery.actions.running import move_to, open_board, start
from delivery.models import Delivery
from delivery.state import state_of
from tests.delivery.factories import lanes_class
from tests.delivery.orders import item, order
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build_running():
    """A class whose learners write on the board of its activity."""
    delivery = lanes_class()
    start(delivery=delivery, order=order(delivery))
    move_to(delivery=delivery, order=order(delivery), item=item(delivery, "Lanes"))
    return open_board(delivery=delivery, order=order(delivery), is_open=True)


world_once, running = built_once(build_running)


def run_now():
    return ActivityRun.objects.get()


def told(delivery):
    state = state_of(delivery, NOW)
    return (state["rev"], state["showing"], state["writing"])


def test_an_end_is_told_to_the_class_once_and_writing_again_takes_it_up(running):
    assert [end_activity(run=run_now(), now=NOW) for _ in "12"] == [True, False]
    assert told(running) == (running.rev + 1, "board", False)
    open_board(delivery=running, order=order(running), is_open=True)
    assert (told(running), run_now().ended_at) == ((running.rev + 2, "board", True), None)


def test_it_is_taken_up_on_the_console_or_on_its_own_page(running):
    for resume in (
        lambda: take_up(delivery=running, order=order(running)),
        lambda: resume_activity(run=run_now()),
    ):
        end_activity(run=run_now(), now=NOW)
        before = told(running)[0]
        for _ in "12":
            resume()
        assert (told(running), run_now().ended_at) == ((before + 1, "board", False), None)


@pytest.mark.parametrize("verb", ["open", "take up"])
def test_what_was_begun_anew_meanwhile_goes_on_in_its_place(running, verb):
    old = run_now()
    end_activity(run=old, now=NOW)
    new = start_run(activity=old.activity, cohort=running.cohort, by=running.created_by, now=NOW)
    if verb == "open":
        row = open_board(delivery=running, order=order(running), is_open=True)
    else:
        row = take_up(delivery=running, order=order(running))
    assert (row.board.run, item(running, "Lanes").run, row.board.is_open) == (new, new, False)
    assert Board.objects.get(run=new).is_open == (verb == "open")
    assert resume_activity(run=old) is False


def test_a_board_is_not_opened_in_an_activity_that_has_ended(running):
    end_activity(run=run_now(), now=NOW)
    with pytest.raises(BoardClosedError):
        set_switch(board=running.board, switch="is_open", is_on=True, hand=Hand(running.created_by, None, NOW))


def test_the_console_says_that_it_has_ended_with_a_button_to_go_on(client, running):
    client.force_login(running.driver)
    console = reverse("delivery:console", args=[running.pk])
    page = client.get(console).content.decode()
    assert ("learners write" in page, "This activity has ended" in page) == (True, False)
    end_activity(run=run_now(), now=NOW)
    page = client.get(console).content.decode()
    assert ("Board on the screen, learners write" in page, "This activity has ended" in page) == (False, True)
    assert reverse("delivery:do", args=[running.pk, "take-up"]) in page


def test_the_page_of_the_activity_asks_before_it_ends_it(client, running):
    address = reverse("activities:run", args=[run_now().pk])
    assert client.post(reverse("delivery:run-end", args=[run_now().pk])).status_code == 302
    client.force_login(EnrolmentFactory(cohort=running.cohort).user)
    assert client.post(reverse("delivery:run-end", args=[run_now().pk])).status_code == 404
    assert run_now().ended_at is None
    client.force_login(EnrolmentFactory(cohort=running.cohort, instructor=True).user)
    page = client.get(address).content.decode()
    assert page.index("<summary>End the activity</summary>") < page.index("Its boards close") < page.index("/end/")
    for name, is_over in (("run-end", True), ("run-resume", False)):
        for _ in "12":
            assert client.post(reverse(f"delivery:{name}", args=[run_now().pk]))["Location"] == address
        assert (run_now().ended_at is not None) == is_over
    assert Delivery.objects.get().rev == running.rev + 2
