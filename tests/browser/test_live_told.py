"""What open screens are told at once although nobody moves the class: counted hands, a board shared no more, and
what the own group has answered.
"""

from django.utils import timezone
from playwright.sync_api import expect

from activities.actions.boards import Hand
from courses.models import Enrolment
from delivery.actions import asking, running
from delivery.actions.sharing import stop_sharing
from delivery.models import Delivery, QuestionRun
from tests.activities.factories import BoardFactory, GroupFactory
from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.served import classroom, site  # noqa: F401  # fixtures of every test here
from tests.browser.test_live import PATIENT, address, give, order_now, put_question
from tests.factories import EnrolmentFactory


def open_pages(new_context, sign_in, site, world):  # noqa: F811
    """Return the class screen and a learner's phone."""
    screen, phone = new_context(**LAPTOP).new_page(), new_context(**PHONE).new_page()
    for page, who, name in ((screen, world.instructor, "screen"), (phone, world.learner, "follow")):
        sign_in(page, who)
        page.goto(address(site, world.delivery, name))
    return screen, phone


def test_hands_that_are_counted_and_corrected_reach_open_screens(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    run = put_question(delivery, classroom.lesson)
    asking.show_votes(run=run, order=order_now(delivery))
    screen, phone = open_pages(new_context, sign_in, site, classroom)
    for page in (screen, phone):
        expect(page.get_by_text("closed").first).to_be_visible(timeout=PATIENT)
    for hands, share in (({"true": 4, "false": 1}, "80 %"), ({"true": 3, "false": 2}, "60 %")):
        asking.count_hands(run=run, order=order_now(delivery), hands=hands)
        expect(screen.locator(".frame[data-on]")).to_contain_text(share, timeout=PATIENT)
        expect(phone.locator("[data-task=question]")).to_contain_text(share, timeout=PATIENT)


def test_a_board_that_its_group_shares_no_more_leaves_open_screens(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    own = give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity)).board
    group = GroupFactory(cohort=classroom.cohort, name="Blue")
    theirs = BoardFactory(run=own.run, group=group, title="Ours", is_shared=True)
    give(running.show, delivery, what=Delivery.Showing.BOARD, board=theirs)
    screen, phone = open_pages(new_context, sign_in, site, classroom)
    for page in (screen, phone):
        expect(page.get_by_role("heading", name="Blue: Ours")).to_be_visible(timeout=PATIENT)
    stop_sharing(board=theirs, hand=Hand(classroom.instructor, None, timezone.now()))
    expect(screen.locator(".frame[data-on][data-item]")).to_be_visible(timeout=PATIENT)
    expect(phone.locator("[data-task=board]")).to_be_hidden(timeout=PATIENT)
    for page in (screen, phone):
        expect(page.get_by_role("heading", name="Blue: Ours")).to_be_hidden()


def test_what_one_of_a_group_has_answered_reaches_the_phones_of_the_others(new_context, sign_in, site, classroom):  # noqa: F811
    group = GroupFactory(cohort=classroom.cohort, name="Blue")
    mate = EnrolmentFactory(cohort=classroom.cohort, group=group, user__name="Z" * 140).user
    Enrolment.objects.filter(user=classroom.learner).update(group=group)
    delivery = give(running.start, classroom.delivery)
    run = put_question(delivery, classroom.lesson)
    QuestionRun.objects.update(audience="groups")
    phones = [new_context(**PHONE).new_page() for _ in range(2)]
    for phone, who in zip(phones, (classroom.learner, mate), strict=True):
        sign_in(phone, who)
        phone.goto(address(site, delivery, "follow"))
        expect(phone.get_by_role("button", name="Send the answer")).to_be_visible(timeout=PATIENT)
    name = phones[0].locator(".names bdi", has_text="ZZZ")
    assert name.bounding_box()["height"] < 40
    assert name.evaluate("name => name.scrollWidth > name.clientWidth")
    for phone, answer in zip(phones, ("True", "False"), strict=True):
        phone.get_by_label(answer, exact=True).check()
        phone.locator("[data-vote-send]").click()
        expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
        if phone is phones[0]:
            expect(phones[1].get_by_text("Your group has answered: True")).to_be_visible(timeout=PATIENT)
            expect(phones[1].get_by_role("button", name="Change the answer")).to_be_visible()
    expect(phones[0].get_by_text("Your group has answered: False")).to_be_visible(timeout=PATIENT)
    assert run.votes.get().answer is False


def test_a_phone_learns_at_once_who_will_see_the_answer(new_context, sign_in, site, classroom):  # noqa: F811
    EnrolmentFactory.create_batch(3, cohort=classroom.cohort)
    delivery = give(running.start, classroom.delivery)
    run = put_question(delivery, classroom.lesson)
    phone = new_context(**PHONE).new_page()
    sign_in(phone, classroom.learner)
    phone.goto(address(site, delivery, "follow"))
    expect(phone.get_by_text("Your instructor sees your name with your answer.")).to_be_visible(timeout=PATIENT)
    phone.get_by_label("True", exact=True).check()
    asking.change_privacy(run=run, order=order_now(delivery), privacy="anonymous")
    expect(phone.get_by_text("Nobody sees who answered what.")).to_be_visible(timeout=PATIENT)
    expect(phone.get_by_label("True", exact=True)).to_be_checked()
    expect(phone.locator("[data-vote-problem]")).to_contain_text("Who sees the answers has changed.")
    phone.locator("[data-vote-send]").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    expect(phone.locator("[data-vote-problem]")).to_be_empty()
    assert run.votes.get().device_digest


def test_an_answer_that_was_not_taken_says_why(new_context, sign_in, site, classroom, watch):  # noqa: F811
    watch.expect("status of 409")
    EnrolmentFactory.create_batch(3, cohort=classroom.cohort)
    delivery = give(running.start, classroom.delivery)
    run = put_question(delivery, classroom.lesson)
    phone = new_context(**PHONE).new_page()
    sign_in(phone, classroom.learner)
    phone.goto(address(site, delivery, "follow"))
    phone.get_by_label("True", exact=True).check()
    phone.evaluate("document.querySelector('form[data-vote]').elements.mode.value = 'anonymous'")
    phone.locator("[data-vote-send]").click()
    expect(phone.locator("[data-vote-problem]")).not_to_be_empty(timeout=PATIENT)
    phone.wait_for_timeout(1500)
    expect(phone.locator("[data-vote-problem]")).not_to_be_empty()
    expect(phone.get_by_label("True", exact=True)).to_be_checked()
    phone.locator("[data-vote-send]").click()
    expect(phone.locator("[data-vote-state]")).to_contain_text("✓ Sent")
    expect(phone.locator("[data-vote-problem]")).to_be_empty()
    assert run.votes.get().seat.user == classroom.learner


def test_all_pages_say_the_same_of_an_activity_that_ends_and_goes_on(new_context, sign_in, site, classroom):  # noqa: F811
    delivery = give(running.start, classroom.delivery)
    board = give(running.move_to, delivery, item=delivery.items.get(activity=classroom.activity)).board
    give(running.open_board, delivery, is_open=True)
    _screen, phone = open_pages(new_context, sign_in, site, classroom)
    console, desk = new_context(**LAPTOP).new_page(), new_context(**LAPTOP).new_page()
    for page in (console, desk):
        sign_in(page, classroom.instructor)
    console.goto(address(site, delivery, "console"))
    console.get_by_role("button", name="Take over").click()
    writing = console.get_by_text("Board on the screen, learners write")
    expect(writing).to_be_visible(timeout=PATIENT)
    desk.goto(f"{site.url}/boards/{board.pk}/")
    for name in ("Close to learners", "Open to learners"):
        desk.get_by_role("button", name=name).click()
        expect(writing).to_have_count(int(name == "Open to learners"), timeout=PATIENT)
    desk.goto(f"{site.url}/runs/{board.run_id}/")
    desk.get_by_text("End the activity", exact=True).click()
    desk.get_by_role("button", name="End the activity now").click()
    expect(console.get_by_text("This activity has ended")).to_be_visible(timeout=PATIENT)
    expect(writing).to_have_count(0)
    expect(phone.get_by_text("The board is closed.")).to_be_visible(timeout=PATIENT)
    console.get_by_role("button", name="Let learners write").click()
    expect(writing).to_be_visible(timeout=PATIENT)
    expect(console.get_by_text("This activity has ended")).to_have_count(0)
    expect(phone.get_by_role("button", name="Add")).to_be_visible(timeout=PATIENT)
    expect(phone.get_by_text("The board is closed.")).to_have_count(0)
