"""Classes that sat a quiz before a lesson and one after it, for the tests of results."""

from uuid import uuid4

from django.contrib.auth.hashers import make_password

from accounts.models import User
from assessments.actions.scoring import score_item
from assessments.lesson_keys import keys_of
from assessments.models import Attempt, Response, Score, Sitting
from assessments.sheets import sheet_of
from courses.models import Enrolment
from tests.assessments.factories import FormFactory, SittingFactory
from tests.assessments.marked import RIGHT, submit
from tests.factories import NOW, OutcomeFactory, UserFactory

NO_PASSWORD = make_password(None)

WRONG = {
    "blanks": {"team": "The army"},
    "true-false": True,
    "check-one": "b",
    "check-all": ["c"],
    "narrative": "No idea.",
}
TYPES = ("true-false", "check-one", "check-all", "true-false", "check-one", "true-false")


def make_pair(types=TYPES, **fields):
    """A quiz before and one after with the same form, each question with one of two outcomes."""
    form = FormFactory(types=types)
    outcomes = [OutcomeFactory(lesson=form.lesson, short=short) for short in ("Types of partners", "Country Team")]
    for item in form.items.all():
        item.version.question.outcome_links.create(outcome=outcomes[item.position % 2], position=0)
    pre = SittingFactory(form_a=form, **fields)
    post = SittingFactory(
        form_a=form, cohort=pre.cohort, kind=Sitting.Kind.POST, label="Quiz after the lesson", crosses=pre
    )
    return pre, post


def answers_with(sitting, n_right):
    """Answers with the first ``n_right`` questions right and the others wrong, by position."""
    kinds = [item.type for item in sheet_of(sitting.form_a).values()]
    return [RIGHT[kind] if place < n_right else WRONG[kind] for place, kind in enumerate(kinds)]


def answer(sitting, seat, n_right, **fields):
    """An attempt with the first ``n_right`` questions right and the others wrong."""
    return submit(sitting, *answers_with(sitting, n_right), enrolment=seat, **fields)


def sit(pre, post, *scores):
    """Learners with so many right answers before and after; None for a quiz not taken. Returns their seats.

    Scored as ``submit`` does it, and stored all at once.
    """
    names = [f"Learner {number:03}" for number in range(1, len(scores) + 1)]
    users = User.objects.bulk_create(UserFactory.build(name=name, password=NO_PASSWORD) for name in names)
    seats = Enrolment.objects.bulk_create(Enrolment(cohort=pre.cohort, user=user, role="learner") for user in users)
    for side, sitting in enumerate((pre, post)):
        _sit(sitting, [(seat, pair[side]) for seat, pair in zip(seats, scores, strict=True) if pair[side] is not None])
    return seats


def _sit(sitting, taken):
    """Attempts of a sitting: of each of these seats one, with so many right answers."""
    fields = {"sitting": sitting, "form": sitting.form_a, "number": 1, "seed": 1, "started_at": NOW}
    sent = {"submitted_at": NOW, "close_reason": Attempt.CloseReason.SENT}
    attempts = Attempt.objects.bulk_create(Attempt(enrolment=seat, **fields, **sent) for seat, _n_right in taken)
    sheet, keys = sheet_of(sitting.form_a), keys_of(sitting.form_a.lesson_id)
    given = [
        (attempt, item, answers[item.position])
        for attempt, (_seat, n_right) in zip(attempts, taken, strict=True)
        for answers in [answers_with(sitting, n_right)]
        for item in sheet.values()
    ]
    Response.objects.bulk_create(
        Response(attempt=attempt, position=item.position, answer=answer, sequence=1, event=uuid4(), saved_at=NOW)
        for attempt, item, answer in given
    )
    Score.objects.bulk_create(
        score_item(attempt=attempt, item=item, answer=answer, keys=keys, now=NOW) for attempt, item, answer in given
    )
