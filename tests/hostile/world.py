"""A course in which every address has something: a class that goes on, boards, quizzes, answers that wait for somebody.

``values_of`` says what the parts of an address are. An address that is not known here fails the suite: say here what
its parts are, and it is fuzzed.
"""

from types import SimpleNamespace
from uuid import uuid4

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from activities.actions.boards import Hand, add_entry
from activities.actions.ratings import make_passes
from activities.models import ActivityRun, Board
from assessments.models import LateResponse, RegradeRun
from content.actions import keep_draft
from courses.models import Group
from courses.rosters.actions import upload_roster
from delivery.actions import asking
from delivery.actions.running import move_to, start, start_phase
from delivery.actions.voting import Owner, cast_vote
from delivery.models import Delivery
from delivery.plan import activity_item
from tests.accounts.people import SECRET
from tests.activities.factories import GALLERY, RATING
from tests.assessments.factories import AttemptFactory, FormFactory, KeyRevisionFactory, SittingFactory
from tests.assessments.marked import RIGHT, submit
from tests.content.archives import zipped
from tests.content.builders import REAL
from tests.delivery.factories import DeliveryFactory, PlanItemFactory
from tests.delivery.orders import order
from tests.factories import (
    NOW,
    ActivityFactory,
    CohortFactory,
    EnrolmentFactory,
    MediaFactory,
    OutcomeFactory,
    PhaseFactory,
    SectionFactory,
    SlideFactory,
    UserFactory,
)

TYPES = ("blanks", "true-false", "check-one", "check-all", "narrative")


def make_world():
    """Return everything there is, and who may do something with it."""
    cohort = CohortFactory(join_code="7KQ4MP", is_study_open=True)
    delivery = DeliveryFactory(cohort=cohort)
    lesson = delivery.lesson
    OutcomeFactory(lesson=lesson)
    slide = SlideFactory(section=SectionFactory(lesson=lesson))
    groups = [Group.objects.create(cohort=cohort, name=name) for name in ("Blue", "Red")]
    seat = EnrolmentFactory(cohort=cohort, group=groups[0], user__name="Amina Diallo", pin="482193")
    director = EnrolmentFactory(
        director=True, course=cohort.course, user__name="Dolores", user__is_staff=True, user__is_superuser=True
    ).user
    TOTP.activate(director, SECRET)
    RecoveryCodes.activate(director)
    world = SimpleNamespace(
        cohort=cohort,
        lesson=lesson,
        slide=slide,
        groups=groups,
        seat=seat,
        delivery=delivery,
        instructor=delivery.created_by,
        people={"director": director, "learner": seat.user, "stranger": UserFactory()},
        media=MediaFactory(lesson=lesson),
    )
    _give_class(world)
    _give_quizzes(world)
    world.roster = upload_roster(
        cohort=cohort, by=director, file_name="list.csv", content=b"Name\nBinta Sow\n=1+1\n", now=NOW
    )
    archive = zipped(REAL)
    world.draft_of_course = keep_draft(by=director.pk, file_name="pack.zip", archive=archive, now=NOW).token
    return world


def _give_class(world):
    """Let the class go on: an activity with boards and guests runs, a question is open."""
    delivery, lesson = world.delivery, world.lesson
    PlanItemFactory(delivery=delivery, frame=world.slide.slug, title=world.slide.title)
    phases = [{"id": "told", "title": "Told", "minutes": [1, 2], "instructions": "Tell.", "prompts": ["Well?"]}]
    variation = {"title": "Otherwise", "text": "Differently.", "phases": phases}
    world.activity = ActivityFactory(lesson=lesson, board=GALLERY, rating=RATING, variations=[variation])
    PhaseFactory(activity=world.activity, slug="one")
    item = activity_item(world.activity)
    item.delivery, item.position = delivery, 1
    item.save()
    world.item = item
    PlanItemFactory(delivery=delivery)
    start(delivery=delivery, order=order(delivery))
    move_to(delivery=delivery, order=order(delivery), item=item)
    start_phase(delivery=delivery, order=order(delivery), phase="one")
    world.run = ActivityRun.objects.get()
    Board.objects.update(is_open=True)
    world.board = world.run.boards.get(group=world.groups[0])
    hand = Hand(world.seat.user, world.seat, NOW)
    world.entry = add_entry(board=world.board, text="Ours", places=[], token="one", hand=hand)
    world.guest = make_passes(run=world.run, labels=["Guest 1"], now=NOW)[0].code
    version = KeyRevisionFactory(version__question__lesson=lesson, version__type="check-one").version
    world.room = asking.ask(delivery=delivery, order=order(delivery), question=version.question)
    cast_vote(run=world.room, owner=Owner(seat=world.seat), answer="b", event=uuid4(), sequence=1, now=NOW)
    world.delivery = Delivery.objects.get(pk=delivery.pk)


def _give_quizzes(world):
    """Let one quiz be open, one attempt be under way, one be sent, with an answer that came late and a regrade."""
    form = FormFactory(lesson=world.lesson, types=TYPES)
    world.sitting = SittingFactory(form_a=form, cohort=world.cohort)
    world.draft = FormFactory(lesson=world.lesson, types=TYPES, frozen_at=None)
    world.attempt = AttemptFactory(sitting=world.sitting, enrolment=world.seat)
    other = EnrolmentFactory(cohort=world.cohort, user__name="Binta Sow")
    world.sent = submit(world.sitting, *[RIGHT[kind] for kind in TYPES[:-1]], "No idea.", enrolment=other)
    world.blank, world.narrative = (form.items.get(position=position).version for position in (0, 4))
    world.late = LateResponse.objects.create(
        attempt=world.sent, position=0, answer={"team": "UNCT"}, sequence=2, event=uuid4(), received_at=NOW
    )
    world.regrade = RegradeRun.objects.create(
        version=world.blank, policy="new-key", reason="First", by=world.people["director"], at=NOW
    )


def values_of(world, name, route, part):
    """Return the values to try for one part of an address."""
    folder = route.split("/")[0]
    own = {
        "cohorts": world.cohort.pk,
        "classes": world.delivery.pk,
        "room": world.room.pk,
        "runs": world.run.pk,
        "boards": world.board.pk,
        "forms": world.draft.pk,
        "sittings": world.sitting.pk,
        "quiz": world.sitting.pk,
        "staff": world.instructor.pk,
    }
    pks = {
        "activities:start": [world.activity.pk],
        "assessments:form-discard": [world.draft.pk],
        "assessments:regrade-undo": [world.regrade.pk],
        "mfa_remove_webauthn": [1],
        "mfa_edit_webauthn": [1],
    }
    sent = {"assessments:attempt-review", "assessments:attempt-override", "assessments:attempt-void"}
    if folder == "attempts" and part == "pk":
        return [world.sent.pk if name in sent else world.attempt.pk]
    if part == "pk":
        return pks.get(name) or [own[folder]]
    if part == "version":
        return [world.narrative.pk if "marking" in route else world.blank.pk]
    if name.startswith("content:"):
        return [world.draft_of_course]
    if (name, part) in SPECIAL:
        return SPECIAL[name, part]
    return {
        "cohort_pk": [world.cohort.pk],
        "seat_pk": [world.seat.pk],
        "group_pk": [world.groups[1].pk],
        "item_pk": [world.item.pk],
        "entry_pk": [world.entry.pk],
        "import_pk": [world.roster.pk],
        "late_pk": [world.late.pk],
        "lesson_slug": [world.lesson.slug],
        "slide_slug": [world.slide.slug],
        "digest": [world.media.digest],
        "key": [world.slide.slug],
        "slug": [world.cohort.course.slug if folder == "courses" else world.lesson.slug],
        "code": [world.guest if folder == "rate" else world.cohort.join_code],
        "uidb64": [urlsafe_base64_encode(force_bytes(world.instructor.pk))],
    }[part]


SPECIAL = {
    ("delivery:do", "verb"): ["next", "go", "phase", "show", "break", "extend", "end", "black", "drive"],
    ("delivery:room-do", "verb"): ["close", "hands", "text", "privacy", "show", "solve", "again"],
    ("delivery:item-change", "change"): ["hide", "optional", "remove"],
    ("activities:run-do", "verb"): ["phase", "heard", "settle", "tasks", "boards", "end"],
    ("activities:entry-do", "verb"): ["edit", "hide", "show", "merge", "unmerge", "remove"],
    ("activities:board-do", "verb"): ["open", "undo", "snapshot", "settle"],
    ("assessments:sitting-change", "change"): ["close", "release", "withdraw"],
    ("assessments:sitting-create", "kind"): ["post", "practice"],
    ("assessments:review-answer", "token"): ["team"],
    ("assessments:results-file", "table"): ["learners"],
    ("assessments:results-file", "kind"): ["csv", "xlsx"],
    ("courses:roster-file", "kind"): ["csv", "xlsx"],
    ("account_new_password", "token"): ["set-password"],
}
