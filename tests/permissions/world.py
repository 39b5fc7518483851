"""A world in which every address leads to a real row, with one person for each role."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from activities.actions.boards import Hand, add_entry, last_number
from activities.actions.ratings import make_passes, open_pass
from activities.models import ActivityRun, Board, GuestPass
from activities.views.guests import COOKIE
from assessments.actions.certificates import give_certificates
from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade
from assessments.blinding import answer_token
from assessments.models import AssessmentForm, LateResponse, RegradeRun, Response, Sitting
from content.actions import keep_draft
from courses.models import Cohort, Group, RosterImport
from delivery.actions.running import move_to, start, start_phase
from delivery.models import Delivery
from delivery.plan import activity_item
from tests.accounts.people import just_signed_in
from tests.activities.factories import GALLERY, RATING, RunFactory
from tests.assessments.factories import AttemptFactory, FormFactory, KeyRevisionFactory, SittingFactory
from tests.assessments.marked import RIGHT, submit
from tests.content.archives import zipped
from tests.content.builders import write_course
from tests.delivery.factories import DeliveryFactory, PlanItemFactory, QuestionRunFactory
from tests.delivery.orders import order
from tests.factories import (
    NOW,
    ActivityFactory,
    CohortFactory,
    EnrolmentFactory,
    LessonFactory,
    MediaFactory,
    OutcomeFactory,
    PhaseFactory,
    SectionFactory,
    SlideFactory,
    UserFactory,
)

GUEST_DEVICE = "guest-device-of-the-permission-tests"
ROSTER = "Name,Number\nAmina Diallo,7\n"


def make_world():
    """Return the rows, the people by role, and what stands for each part of an address."""
    lesson = LessonFactory(slug="partners", course__slug="partners-course")
    cohort = CohortFactory(course=lesson.course, name="Here", join_code="7KQ4MP", joining=Cohort.Joining.OPEN)
    elsewhere = CohortFactory(course=lesson.course, name="Elsewhere", joining=Cohort.Joining.OPEN)
    groups = [Group.objects.create(cohort=cohort, name=name) for name in ("Blue", "Red")]
    seats = {
        "learner": EnrolmentFactory(cohort=cohort, group=groups[0], pin="482193", user__name="Amina Diallo"),
        "classmate": EnrolmentFactory(cohort=cohort, group=groups[1], pin="582193"),
        "learner elsewhere": EnrolmentFactory(cohort=elsewhere, pin="682193"),
        "instructor": EnrolmentFactory(cohort=cohort, instructor=True),
        "instructor elsewhere": EnrolmentFactory(cohort=elsewhere, instructor=True),
        "director": EnrolmentFactory(director=True, course=lesson.course),
        "director elsewhere": EnrolmentFactory(director=True),
    }
    people = {role: seat.user for role, seat in seats.items()}
    people["administrator"] = UserFactory(is_staff=True, is_superuser=True)
    world = SimpleNamespace(lesson=lesson, cohort=cohort, groups=groups, seats=seats, people=people, values={})
    _add_lesson(world)
    _add_assessments(world)
    _add_class(world)
    _add_roster(world)
    _add_sign_in(world)
    return world


def _add_lesson(world):
    lesson = world.lesson
    OutcomeFactory(lesson=lesson)
    slide = SlideFactory(section=SectionFactory(lesson=lesson), slug="topic")
    world.values |= {
        "slug": "partners",
        "lesson_slug": "partners",
        "slide_slug": slide.slug,
        "lessons/number": 1,
        "digest": MediaFactory(lesson=lesson, digest="a" * 64).digest,
        "lessons/key": slide.slug,
        "courses/slug": lesson.course.slug,
    }


def _add_assessments(world):
    """A quiz that everybody may mark, correct and review, an open one of the learner, and drafts of forms."""
    form = FormFactory(lesson=world.lesson)
    sitting = SittingFactory(form_a=form, cohort=world.cohort)
    answers = [*RIGHT.values()]
    answers[0] = {"team": "Blue helpers"}  # no key knows it: a person has to look
    sent = submit(sitting, *answers, enrolment=world.seats["learner"])
    late = LateResponse.objects.create(
        attempt=sent, position=1, answer=False, sequence=9, event=uuid4(), received_at=NOW
    )
    director = world.people["director"]
    version = form.items.get(position=1).version
    correction = Correction(version, RegradeRun.Policy.DROP, None)
    regrade = apply_regrade(correction=correction, reason="Unclear", by=director, now=NOW)
    practice = SittingFactory(form_a=form, cohort=world.cohort, kind=Sitting.Kind.PRACTICE, attempts_allowed=9)
    attempt = AttemptFactory(sitting=practice, enrolment=world.seats["learner"])
    Response.objects.create(attempt=attempt, position=1, answer=False, sequence=1, event=uuid4(), saved_at=NOW)
    (certificate,) = give_certificates(
        cohort=world.cohort, seats=[world.seats["learner"]], signatory="", is_by_hand=True, by=director, now=NOW
    )
    draft = AssessmentForm.objects.create(lesson=world.lesson, label="Draft", created_at=NOW)
    narrative = form.items.get(version__type="narrative").version
    blanks = form.items.get(version__type="blanks").version
    world.values |= {
        "sittings/pk": sitting.pk,
        "quiz/pk": practice.pk,
        "attempts/pk": attempt.pk,
        "forms/pk": draft.pk,
        "lessons/forms/pk": draft.pk,
        "lessons/regrades/pk": regrade.pk,
        "late_pk": late.pk,
        "certificates/pk": certificate.pk,
        "certificate_pk": certificate.pk,
        "lessons/version": blanks.pk,
        "sittings/version": narrative.pk,
        "token": answer_token(attempt=sent.pk, version=blanks.pk),
        "sitting-create/kind": "post",
        "sitting-change/change": "close",
        "results-file/table": "learners",
        "lesson-results-table/table": "instructors",
        "course-results-table/table": "lessons",
        "kind": "csv",
        "question": narrative.question_id,
        "question_slug": narrative.question.slug,
        "sent": sent.pk,
    }


def _add_class(world):
    """A class that runs, with an activity on a board that guests rate, and a question to the room."""
    delivery = DeliveryFactory(cohort=world.cohort, lesson=world.lesson, created_by=world.people["instructor"])
    PlanItemFactory(delivery=delivery)
    activity = ActivityFactory(lesson=world.lesson, board=GALLERY, rating=RATING)
    PhaseFactory(activity=activity, slug="one")
    item = activity_item(activity)
    item.delivery, item.position = delivery, 1
    item.save()
    start(delivery=delivery, order=order(delivery))
    move_to(delivery=delivery, order=order(delivery), item=item)
    start_phase(delivery=delivery, order=order(delivery), phase="one")
    run = ActivityRun.objects.get()
    Board.objects.update(is_open=True)
    board, seat = run.boards.get(group=world.groups[0]), world.seats["learner"]
    entry = add_entry(board=board, text="Ours", places=[], token="one", hand=Hand(seat.user, seat, timezone.now()))
    slips = make_passes(run=run, labels=["Guest 1", "Guest 2"], now=NOW)
    open_pass(guest=GuestPass.objects.get(label="Guest 1"), device=GUEST_DEVICE, now=NOW)
    version = KeyRevisionFactory(version__question__lesson=world.lesson, version__type="check-one").version
    question = QuestionRunFactory(delivery=delivery, version=version)
    Delivery.objects.filter(pk=delivery.pk).update(question=question)
    planned = DeliveryFactory(cohort=world.cohort, lesson=world.lesson, created_by=world.people["instructor"])
    world.planned_item = PlanItemFactory(delivery=planned)
    over = ActivityFactory(lesson=world.lesson, board=None)
    ended = RunFactory(activity=over, cohort=world.cohort, created_by=world.people["instructor"], ended_at=NOW)
    world.values |= {
        "classes/pk": delivery.pk,
        "ended_run": ended.pk,
        "planned": planned.pk,
        "item_pk": world.planned_item.pk,
        "room/pk": question.pk,
        "runs/pk": run.pk,
        "boards/pk": board.pk,
        "entry_pk": entry.pk,
        "cohorts/activities/pk": activity.pk,
        "code": slips[0].code,
        "verb": "close",
        "change": "hide",
        "run-do/verb": "settle",
        "do/verb": "drive",
        "room-do/verb": "close",
        "rev": Delivery.objects.get(pk=delivery.pk).rev,
        "entry_number": last_number(entry),
        "entry-do/verb": "hide",
    }


def _add_roster(world):
    draft = RosterImport.objects.create(
        cohort=world.cohort,
        by=world.people["instructor"],
        at=timezone.now() - timedelta(minutes=1),
        file_name="list.csv",
        content=ROSTER.encode(),
    )
    applied = RosterImport.objects.create(
        cohort=world.cohort, by=draft.by, at=draft.at, file_name="before.csv", applied_at=draft.at
    )
    world.values |= {
        "cohorts/pk": world.cohort.pk,
        "cohort_pk": world.cohort.pk,
        "import_pk": draft.pk,
        "applied import": applied.pk,
        "unused seat": EnrolmentFactory(cohort=world.cohort).pk,
        "spare instructor": EnrolmentFactory(cohort=world.cohort, instructor=True).pk,
        "empty group": Group.objects.create(cohort=world.cohort, name="Empty").pk,
        "seat_pk": world.seats["classmate"].pk,
        "group_pk": world.groups[1].pk,
        "join/code": world.cohort.join_code,
    }


def _add_sign_in(world):
    """Give what belongs to accounts, and a course that waits to be loaded."""
    admin = world.people["administrator"]
    with TemporaryDirectory() as folder:
        archive = zipped(write_course(Path(folder)))
    draft = keep_draft(by=admin.pk, file_name="course.zip", archive=archive, now=timezone.now())
    world.values |= {
        "staff/pk": world.people["instructor"].pk,
        "content/import/token": draft.token,
        "account/new-password/uidb64": urlsafe_base64_encode(force_bytes(world.people["instructor"].pk)),
        "account/new-password/token": "set-password",
        "account/second-step/pk": 1,
    }


def client_of(world, role):
    """Return a browser of somebody with ``role``."""
    client = Client()
    if role == "guest":
        client.cookies[COOKIE] = GUEST_DEVICE
    elif role != "anonymous":
        just_signed_in(client, world.people[role])  # or some pages ask for the password first
    return client
