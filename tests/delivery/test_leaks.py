"""No byte for learners, guests and the class screen holds what is for the instructor, during and after a class.

Every address of live classes and activities is opened by everybody, with every key of the class and in every form in
which it answers. What is found there is compared with what the same search finds on the instructor's pages.
"""

from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from activities.actions.boards import Hand, add_entry
from activities.actions.ratings import make_passes
from activities.actions.runs import settle_run
from activities.models import ActivityRun, Board
from assessments.models import Misconception
from courses.models import Enrolment, Group
from delivery.actions import asking
from delivery.actions.ending import end, write_notes
from delivery.actions.running import move_to, show, start, start_phase
from delivery.actions.voting import Owner, cast_vote
from delivery.models import Delivery
from delivery.plan import activity_item
from delivery.transport.tickets import Audience, Ticket
from tests.activities.factories import DEBRIEF, GALLERY, PREPARATION, PROMPT, RATING
from tests.assessments.crowd import crowd  # noqa: F401  # a fixture
from tests.assessments.factories import FEEDBACK_TOKEN, KEY_TOKEN, KeyRevisionFactory
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.listening import Device, live_server
from tests.delivery.orders import order
from tests.delivery.rooms import FIELDS
from tests.delivery.test_room_leaks import CODE, IDEA, IDEA_FEEDBACK, with_idea
from tests.factories import (
    CUE,
    KEY_MESSAGE,
    NOTE,
    NOW,
    SOURCE_NOTE,
    ActivityFactory,
    EnrolmentFactory,
    OutcomeFactory,
    PhaseFactory,
    SectionFactory,
    SlideFactory,
)

pytestmark = pytest.mark.journey
CHECKLIST, INSTRUCTIONS, VARIATION, AFTERWARDS = (
    f"TOKEN-{name}" for name in ("CHECKLIST", "INSTRUCTIONS", "VARIATION", "FOR-NEXT-TIME")
)
ACTIVITY = {CHECKLIST, INSTRUCTIONS, VARIATION, PROMPT, DEBRIEF, PREPARATION}
NEVER = {NOTE, CUE, KEY_MESSAGE, SOURCE_NOTE, FEEDBACK_TOKEN, IDEA, IDEA_FEEDBACK, CODE, AFTERWARDS, *ACTIVITY}
SECRETS = NEVER | {KEY_TOKEN}  # the right answer is no secret any more once it is shown
HTMX, JSON = {"HX-Request": "true"}, {"Accept": "application/json"}
ASKED = [("", {}), ("", HTMX), ("", JSON), ("?part=points", HTMX), ("?item=1&words=TOKEN", {})]
POSTED = [("blanks", HTMX), ("check-one", JSON)]
# What each opens of all the addresses; everything else refuses, and its refusals are searched too.
LEARNER_OPENS = {
    "activities:board",
    "activities:board-screen",
    "activities:entry",
    "activities:guest",
    "activities:guest-code",
    "activities:rate",
    "activities:rate-group",
    "delivery:board-unshare",
    "delivery:class-now",
    "delivery:follow",
    "delivery:gone",
    "delivery:room-answer",
    "delivery:scenes",
    "delivery:state",
}
SCREEN_OPENS = {"activities:board-screen", "delivery:class-join", "delivery:room-screen", "delivery:screen"}
GUEST_OPENS = {"activities:guest", "activities:guest-code", "activities:guest-group"}


@pytest.fixture
def world(db):
    """A class in which everything that could leak is at hand: it was asked, wrote, rates and has guests."""
    delivery = DeliveryFactory()
    lesson = delivery.lesson
    OutcomeFactory(lesson=lesson)
    slide = SlideFactory(section=SectionFactory(lesson=lesson))
    PlanItemFactory(delivery=delivery, frame=slide.slug, title=slide.title)
    phases = [{"id": "told", "title": "Told", "minutes": [1, 2], "instructions": VARIATION, "prompts": [VARIATION]}]
    activity = ActivityFactory(
        lesson=lesson,
        board=GALLERY,
        rating=RATING,
        checklist=[CHECKLIST],
        preparation=[PREPARATION],
        debrief=[DEBRIEF],
        source_notes=[SOURCE_NOTE],
        variations=[{"title": "Otherwise", "text": VARIATION, "phases": phases}],
    )
    PhaseFactory(activity=activity, slug="one", instructions=INSTRUCTIONS, prompts=[PROMPT])
    item = activity_item(activity)
    item.delivery, item.position = delivery, 1
    item.save()
    PlanItemFactory(delivery=delivery)
    groups = [Group.objects.create(cohort=delivery.cohort, name=name) for name in ("Blue", "Red")]
    seat = EnrolmentFactory(cohort=delivery.cohort, group=groups[0])
    start(delivery=delivery, order=order(delivery))
    write_notes(delivery=delivery, notes=AFTERWARDS)
    Misconception.objects.create(lesson=lesson, slug=CODE, position=0, text=IDEA, feedback=IDEA_FEEDBACK)
    runs = [put_question(delivery, kind, seat) for kind in ("blanks", "check-one")]
    move_to(delivery=delivery, order=order(delivery), item=item)
    start_phase(delivery=delivery, order=order(delivery), phase="one")
    run = ActivityRun.objects.get()
    Board.objects.update(is_open=True)
    own, common = run.boards.get(group=groups[0]), run.boards.get(group=None)
    entry = add_entry(board=own, text="Ours", places=[], token="one", hand=Hand(seat.user, seat, NOW))
    show(delivery=delivery, order=order(delivery), what=Delivery.Showing.BOARD, board=common)
    slips = make_passes(run=run, labels=["Guest 1", "Guest 2"], now=NOW)
    return SimpleNamespace(
        delivery=Delivery.objects.get(pk=delivery.pk),
        lesson=lesson,
        seat=seat,
        runs=runs,
        run=run,
        item=item,
        boards=[own, common],
        entry=entry,
        groups=groups,
        code=slips[0].code,
        instructor=delivery.created_by,
    )


def put_question(delivery, kind, seat):
    """Ask a question whose every wrong answer shows a wrong idea, and let the learner answer it."""
    version = KeyRevisionFactory(version__question__lesson=delivery.lesson, version__type=kind).version
    KeyRevisionFactory(version=version, key=with_idea(kind))
    run = asking.ask(delivery=delivery, order=order(delivery), question=version.question)
    answer = {"blanks": {"team": "army"}, "check-one": "b"}[kind]
    cast_vote(run=run.pk, owner=Owner(seat=seat), answer=answer, event=uuid4(), sequence=1, now=NOW)
    return run


def addresses(world):
    """Yield name and path of every address of live classes and activities, with every key of the class."""
    keys = {
        "classes": [world.delivery],
        "room": world.runs,
        "runs": [world.run],
        "boards": world.boards,
        "cohorts": [world.run.activity],
    }
    values = {
        "cohort_pk": [world.delivery.cohort_id],
        "entry_pk": [world.entry.pk],
        "group_pk": [group.pk for group in world.groups],
        "item_pk": [world.item.pk],
        "lesson_slug": [world.lesson.slug],
        "slug": [world.lesson.slug],
        "code": [world.code],
        "verb": ["next", "close", "merge"],
        "change": ["hide"],
    }
    for space in ("delivery", "activities"):
        for name, found in get_resolver().namespace_dict[space][1].reverse_dict.lists():
            if isinstance(name, str):
                (path, names), *_ = found[0][0]
                rows = keys.get(path.split("/")[0], [])
                for given in product(*(values.get(each, [row.pk for row in rows]) for each in names)):
                    yield f"{space}:{name}", reverse(f"{space}:{name}", kwargs=dict(zip(names, given, strict=True)))


def answers_of(path, client, *, posts):
    """Yield what one address answers, in every form and to forms that are sent there."""
    for query, headers in ASKED:
        answer = client.get(path + query, headers=headers)
        yield answer
        if etag := answer.headers.get("ETag"):
            yield client.get(path + query, headers={**headers, "If-None-Match": etag})
    for kind, headers in POSTED if posts else []:
        more = {"mode": "named", "event": str(uuid4()), "sequence": "9", "number": "0", "text": "x"}
        yield client.post(path, {**FIELDS[kind], **more}, headers=headers)


def search(client, world, *, only=None, posts=True):
    """Return the tokens found at each address, and the addresses that opened.

    Everything is searched: bodies, headers and cookies, of refusals and of what comes with an ETag too.
    """
    found, opened = set(), set()
    for name, path in addresses(world):
        if only is not None and name not in only:
            continue
        for answer in answers_of(path, client, posts=posts):
            seen = f"{answer.content.decode()}{answer.headers}{answer.cookies}"
            found.update((name, token) for token in SECRETS if token in seen)
            opened.update({name} if answer.status_code == 200 else ())
    return found, opened


def be_in(world, moment):
    """Bring the class to a moment."""
    if moment == "solved":
        for run in world.runs:
            asking.solve(run=run, order=order(world.delivery))
            asking.show_votes(run=run, order=order(world.delivery))
    if moment == "varied":
        settle_run(run=world.run, variation="Otherwise", choice="")
        start_phase(delivery=world.delivery, order=order(world.delivery), phase="told")
    if moment == "over":
        end(delivery=world.delivery, order=order(world.delivery))


@pytest.mark.parametrize("moment", ["varied", "over"])
def test_a_learner_gets_nothing_that_is_for_the_instructor(client, world, moment):
    be_in(world, moment)
    client.force_login(world.seat.user)
    # A group shares its board with a class, and takes it back, only while the class goes on.
    opens = LEARNER_OPENS - ({"delivery:board-unshare"} if moment == "over" else set())
    assert search(client, world) == (set(), opens)


def test_a_learner_of_another_cohort_gets_nothing_at_all(client, world):
    client.force_login(EnrolmentFactory().user)
    found, opened = search(client, world, posts=False)
    assert (found, opened) == (set(), {"activities:guest", "activities:guest-code", "delivery:gone"})


def test_who_is_not_signed_in_gets_nothing_at_all(client, world):
    found, _opened = search(client, world, posts=False)
    assert found == set()


@pytest.mark.parametrize("moment", ["asked", "over"])
def test_a_guest_gets_nothing_that_is_for_the_instructor(client, world, moment):
    client.post(reverse("activities:guest", args=[world.code]))
    be_in(world, moment)
    assert search(client, world, only=GUEST_OPENS) == (set(), GUEST_OPENS)


@pytest.mark.parametrize("moment", ["asked", "varied", "over"])
def test_the_class_screen_gets_nothing_that_is_for_the_instructor(client, world, moment):
    be_in(world, moment)
    client.force_login(world.instructor)
    assert search(client, world, only=SCREEN_OPENS, posts=False) == (set(), SCREEN_OPENS)


@pytest.mark.parametrize("who", ["learner", "screen"])
def test_once_it_is_shown_the_right_answer_is_all_that_is_there(client, world, who):
    be_in(world, "solved")
    client.force_login(world.seat.user if who == "learner" else world.instructor)
    only = LEARNER_OPENS if who == "learner" else SCREEN_OPENS
    found, _opened = search(client, world, only=only, posts=False)
    assert found == {("delivery:room-answer" if who == "learner" else "delivery:room-screen", KEY_TOKEN)}


def test_control_the_same_search_finds_every_token_on_the_instructors_pages(client, world):
    be_in(world, "varied")
    Enrolment.objects.filter(pk=world.seat.pk).update(group=None)
    client.force_login(world.instructor)
    found, _opened = search(client, world, posts=False)
    assert {token for _name, token in found} == SECRETS - {FEEDBACK_TOKEN, IDEA_FEEDBACK, CODE}
    assert {name for name, _token in found} & (LEARNER_OPENS | SCREEN_OPENS | GUEST_OPENS) == set()


@pytest.mark.django_db(transaction=True)
def test_a_stream_tells_where_the_class_stands_and_nothing_else(world, crowd):  # noqa: F811
    path = Ticket(world.delivery.pk, Audience.FOLLOW, world.seat.user_id).address
    with live_server() as server:
        device = Device(server, path)
        sent = b"".join(line for _n, line in zip(range(4), device.lines(), strict=False))
        headers = str(device.answer.headers)
        device.close()
    assert b'"status": "running"' in sent or b'"status":"running"' in sent  # the control: it is the state
    assert [token for token in SECRETS if token in sent.decode() + headers] == []
