"""A learner of whom everything is kept that can be kept, with words that are looked for everywhere afterwards."""

from types import SimpleNamespace
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.models import User
from activities.actions.boards import Hand, add_entry
from activities.actions.ratings import rate
from assessments.actions.certificates import give_certificates
from assessments.actions.deciding import override_points
from assessments.actions.sittings import set_accommodation
from assessments.models import LateResponse, Mark
from courses.models import Enrolment
from courses.rosters.actions import apply_roster, upload_roster
from courses.rosters.previews import preview_of
from delivery.actions.voting import Owner, cast_vote
from lessons.models import SlideVisit
from tests.activities.factories import RATING, BoardFactory, GroupFactory
from tests.assessments.factories import FormFactory, SittingFactory
from tests.assessments.marked import RIGHT, submit
from tests.delivery.rooms import run_of
from tests.factories import NOW, EnrolmentFactory, SectionFactory, SlideFactory

NAME, NUMBER, MAIL = "Zebedee Quixote", "ZQ-774-X", "zebedee@quixote.example"
TEXTS = {each: f"TEXT-{each}-OF-ZEBEDEE" for each in ("blank", "narrative", "late", "vote", "point", "comment", "said")}
OTHER = "Yolanda Stays"


def make_person():
    """Return the seat of somebody who came in by a list and did everything, beside another learner."""
    form = FormFactory()
    pre = SittingFactory(form_a=form, release_score="never")
    cohort = pre.cohort
    director = EnrolmentFactory(director=True, course=cohort.course).user
    content = f"Name,Number,E-mail\n{NAME},{NUMBER},{MAIL}\n{OTHER},2,\n".encode()
    draft = upload_roster(cohort=cohort, by=director, file_name="list.csv", content=content, now=NOW)
    seen = preview_of(draft).difference.digest
    apply_roster(roster=draft, seen=seen, removing=[], by=director, now=NOW)
    seat = cohort.enrolments.select_related("user", "cohort__course").get(external_id=NUMBER)
    other = cohort.enrolments.select_related("user").get(external_id="2")
    answers = {**RIGHT, "blanks": {"team": TEXTS["blank"]}, "narrative": TEXTS["narrative"]}
    attempt = submit(pre, *answers.values(), enrolment=seat, receipt="RECEIPT-ZQ", void_reason="")
    submit(pre, *RIGHT.values(), enrolment=other)
    world = SimpleNamespace(seat=seat, other=other, cohort=cohort, director=director, attempt=attempt, form=form)
    _say_something(world)
    _take_part(world)
    return world


def _say_something(world):
    attempt, director = world.attempt, world.director
    LateResponse.objects.create(
        attempt=attempt, position=4, answer=TEXTS["late"], sequence=9, event=uuid4(), typed_at=NOW, received_at=NOW
    )
    Mark.objects.create(attempt=attempt, position=4, marker=director, number=1, points=1, comment=TEXTS["said"], at=NOW)
    why = {"is_by_hand": True, "reason": f"{NAME} was ill"}
    give_certificates(cohort=world.cohort, seats=[world.seat], signatory="D. Vega", by=director, now=NOW, **why)
    override_points(attempt=attempt, by=director, now=NOW, position=1, points=0, reason="Set by hand")
    set_accommodation(enrolment=world.seat, extra_minutes=10, by=director, now=NOW)


def _take_part(world):
    seat, user = world.seat, world.seat.user
    board = BoardFactory(run__cohort=world.cohort, run__activity__rating=RATING)
    add_entry(board=board, text=TEXTS["point"], places=["un"], token="one", hand=Hand(user, seat, NOW))
    rate(
        run=board.run,
        group=GroupFactory(cohort=world.cohort),
        rater=seat,
        values=(7, 8),
        comments=(TEXTS["comment"],),
        now=NOW,
    )
    run = run_of("blanks")
    type(run.delivery).objects.filter(pk=run.delivery_id).update(cohort=world.cohort)
    cast_vote(run=run.pk, owner=Owner(seat=seat), answer={"team": TEXTS["vote"]}, event=uuid4(), sequence=1, now=NOW)
    slide = SlideFactory(section=SectionFactory(lesson=world.form.lesson))
    SlideVisit.objects.create(user=user, slide=slide, at=NOW)
    for model, key in ((User, user.pk), (Enrolment, seat.pk)):
        kind = ContentType.objects.get_for_model(model)
        LogEntry.objects.create(
            user=world.director, content_type=kind, object_id=str(key), object_repr=NAME, action_flag=CHANGE
        )
    world.device = Client()
    world.device.force_login(user)


def directed_elsewhere(world):
    """Give the person a seat in a course that the director does not direct."""
    return EnrolmentFactory(user=world.seat.user)
