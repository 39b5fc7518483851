"""The demo's quiz before the lesson, so that taking, marking and reviewing can be tried on a fresh installation."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from assessments.actions.forms import create_form, freeze_form
from assessments.actions.sittings import Offer, create_sitting, open_now
from assessments.demo.early import early_answers
from assessments.demo.taking import take_quiz
from assessments.models import AssessmentForm, QuestionVersion, Sitting
from courses.demo import COHORT
from courses.models import Cohort
from lessons.models import Lesson

FORM = "Demo quiz"
# Every type and every outcome, no two that give each other away, one for people to mark.
QUESTIONS = ("F1", "F3", "F5", "F7", "F13", "T3", "T4", "T6", "T9", "M1", "M3", "N7")
# How long the quiz is open already, and how long after one another some have begun it.
OPEN_FOR, APART = timedelta(hours=2), timedelta(minutes=9)


@transaction.atomic
def make_demo_quiz(*, now: datetime) -> Sitting | None:
    """Return the open quiz of the demo cohort, after making it when the cohort has none.

    Some of the cohort have sent it by then, with answers that wait for a person. None when there is no demo, or the
    lesson lacks one of the questions. Safe to repeat.
    """
    cohort, lesson = Cohort.objects.filter(name=COHORT).first(), demo_lesson()
    by = User.objects.filter(enrolments__cohort=cohort, enrolments__role="instructor").order_by("pk").first()
    if cohort is None or by is None or lesson is None:
        return None
    if existing := cohort.sittings.order_by("pk").first():
        return existing
    versions = newest_versions(lesson)
    if any(source not in versions for source in QUESTIONS):
        return None
    form = AssessmentForm.objects.filter(lesson=lesson, label=FORM, frozen_at__isnull=False).first()
    if form is None:
        chosen = [versions[source] for source in QUESTIONS]
        form = create_form(lesson=lesson, label=FORM, by=by, now=now, versions=chosen)
        freeze_form(form=form, by=by, now=now)
        form.refresh_from_db()
    offer = Offer(
        kind=Sitting.Kind.PRE,
        label="Quiz before the lesson",
        form_a=form,
        release_score=Sitting.Release.AFTER_CLOSE,
    )
    sitting = create_sitting(cohort=cohort, offer=offer, by=by, now=now - OPEN_FOR)
    open_now(sitting=sitting, by=by, now=now - OPEN_FOR)
    sitting.refresh_from_db()
    _take_early(sitting, now - OPEN_FOR)
    return sitting


def _take_early(sitting: Sitting, opened_at: datetime) -> None:
    """Let those of the demo who are early take the quiz."""
    seats = sitting.cohort.enrolments.learners()
    for n, (name, answers) in enumerate(early_answers().items(), 1):
        if seat := seats.named(name).select_related("user").first():
            began = opened_at + n * APART
            seats.filter(pk=seat.pk, joined_at=None).update(joined_at=began)
            take_quiz(sitting=sitting, seat=seat, questions=QUESTIONS, answers=answers, now=began)


def demo_lesson() -> Lesson | None:
    """Return the lesson that the demo is about; None without the demo cohort or any lesson."""
    cohort = Cohort.objects.filter(name=COHORT).first()
    return Lesson.objects.filter(course=cohort.course, is_retired=False).first() if cohort else None


def newest_versions(lesson: Lesson) -> dict[str, QuestionVersion]:
    """Return the newest version of each question that is in use, by its number in the source."""
    rows = QuestionVersion.objects.filter(question__lesson=lesson, question__is_retired=False).order_by("number")
    return {version.question.source: version for version in rows.select_related("question")}
