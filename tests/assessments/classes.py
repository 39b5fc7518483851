"""Classes that sat a quiz before a lesson and one after it, for the tests of results."""

from assessments.models import Sitting
from tests.assessments.factories import FormFactory, SittingFactory
from tests.assessments.marked import RIGHT, submit
from tests.factories import EnrolmentFactory, OutcomeFactory

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


def answer(sitting, seat, n_right, **fields):
    """An attempt with the first ``n_right`` questions right and the others wrong."""
    kinds = sitting.form_a.items.values_list("version__type", flat=True)
    answers = [RIGHT[kind] if place < n_right else WRONG[kind] for place, kind in enumerate(kinds)]
    return submit(sitting, *answers, enrolment=seat, **fields)


def sit(pre, post, *scores):
    """Learners with so many right answers before and after; None for a quiz not taken. Returns their seats."""
    seats = []
    for number, (before, after) in enumerate(scores, 1):
        seat = EnrolmentFactory(cohort=pre.cohort, user__name=f"Learner {number:03}")
        for sitting, n_right in ((pre, before), (post, after)):
            if n_right is not None:
                answer(sitting, seat, n_right)
        seats.append(seat)
    return seats
