"""Classes of the demo that have taken both quizzes, made through the same actions as any other class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from assessments.actions.certificates import RuleValues, give_certificates, set_certificate_rule
from assessments.actions.forms import create_form, freeze_form
from assessments.actions.marking import PartMark, save_marks
from assessments.actions.sittings import Offer, close_now, create_sitting, open_now, release_now
from assessments.demo.classes import ASKED, FINISHED, KEY_POINTS, FinishedClass, Person, answers_of
from assessments.demo.quiz import demo_lesson, newest_versions
from assessments.demo.taking import take_quiz
from assessments.models import AssessmentForm, Attempt, Sitting
from assessments.reports.certificates import certificates_of
from courses.actions import appoint_instructor, create_cohort, enrol_learner, take_seat
from courses.demo import COHORT, MAIL_DOMAIN, demo_staff
from courses.models import Cohort, Enrolment
from lessons.models import Lesson

FORM = "Demo quiz, finished classes"
WRITTEN = "N7"
LASTS = timedelta(minutes=40)
BEFORE, AFTER = 0, 1


@transaction.atomic
def make_finished_classes(*, now: datetime) -> list[Cohort]:
    """Return the finished classes of the demo that this call made: none when they were made before.

    None either without the demo cohort, or where the lesson lacks one of the questions. Whoever renames, empties or
    archives one of them does not get it again.
    """
    lesson = demo_lesson()
    if lesson is None or AssessmentForm.objects.filter(lesson=lesson, label=FORM).exists():
        return []
    by = User.objects.filter(enrolments__cohort__name=COHORT, enrolments__role="instructor").order_by("pk").first()
    versions = newest_versions(lesson)
    if by is None or any(source not in versions for source in ASKED):
        return []
    chosen = [versions[source] for source in ASKED]
    form = create_form(lesson=lesson, label=FORM, by=by, now=now, versions=chosen)
    freeze_form(form=form, by=by, now=now)
    form.refresh_from_db()
    made = [_Class(each, form, lesson, now).make() for each in FINISHED]
    _certify(made, demo_staff().filter(username="director").first() or by, now)
    return made


def _certify(cohorts: Sequence[Cohort], by: User, now: datetime) -> None:
    """Set a rule for certificates, and give them in all classes but the last, where written answers still wait."""
    values = RuleValues(is_by_hand=False, needs_both=True, least_percent=70, signatory=f"{by.name}, course director")
    set_certificate_rule(cohort=cohorts[-1], for_course=True, values=values, by=by, now=now)
    for kind, cohort in zip(FINISHED[:-1], cohorts[:-1], strict=True):
        seats = [each.seat for each in certificates_of(cohort, now).due]
        day = now - timedelta(days=kind.days_ago[AFTER] - 1)
        give_certificates(cohort=cohort, seats=seats, signatory=values.signatory, is_by_hand=False, by=by, now=day)


@dataclass
class _Class:
    """One class while it is made."""

    kind: FinishedClass
    form: AssessmentForm
    lesson: Lesson
    now: datetime

    def make(self) -> Cohort:
        self.instructor = _instructor(self.kind.instructor)
        first_day = self._day(BEFORE)
        self.cohort = create_cohort(
            course=self.lesson.course,
            by=self.instructor,
            name=self.kind.name,
            joining=Cohort.Joining.CLOSED,
            is_study_open=True,
            now=first_day - timedelta(days=1),
        )
        appoint_instructor(cohort=self.cohort, user=self.instructor, by=None, now=first_day - timedelta(days=1))
        Cohort.objects.filter(pk=self.cohort.pk).update(created_at=first_day - timedelta(days=1))
        seats = {person: self._seat(person, first_day) for person in self.kind.people}
        pre = self._hold(BEFORE, None, seats)
        self._hold(AFTER, pre, seats)
        return self.cohort

    def _day(self, side: int) -> datetime:
        return self.now - timedelta(days=self.kind.days_ago[side])

    def _seat(self, person: Person, day: datetime) -> Enrolment:
        """Put a person on the list; those who came take their seat."""
        seat = enrol_learner(cohort=self.cohort, name=person.name)
        if not any(person.sat):
            return seat
        return take_seat(cohort=self.cohort, name=person.name, join_token="", now=day).enrolment

    def _hold(self, side: int, pre: Sitting | None, seats: Mapping[Person, Enrolment]) -> Sitting:
        """Offer a quiz, let everybody who came take it, mark it, and close it."""
        day, by = self._day(side), self.instructor
        sitting = create_sitting(cohort=self.cohort, offer=self._offer(pre), by=by, now=day)
        open_now(sitting=sitting, by=by, now=day)
        sitting.refresh_from_db()
        taken = [
            (self._take(sitting, seat, answers_of(person)[side], day + timedelta(seconds=20 * n)), person)
            for n, (person, seat) in enumerate(seats.items())
            if person.sat[side]
        ]
        close_now(sitting=sitting, by=by, now=day + LASTS)
        self._mark(taken, side, day + timedelta(hours=3))
        if side == AFTER:
            release_now(sitting=sitting, by=by, now=day + timedelta(hours=5))
        return sitting

    def _offer(self, pre: Sitting | None) -> Offer:
        if pre is None:
            return Offer(kind=Sitting.Kind.PRE, label="Quiz before the lesson", form_a=self.form)
        return Offer(kind=Sitting.Kind.POST, label="Quiz after the lesson", form_a=self.form)

    def _take(self, sitting: Sitting, seat: Enrolment, answers: Mapping[str, Any], now: datetime) -> Attempt:
        return take_quiz(sitting=sitting, seat=seat, questions=list(ASKED), answers=answers, now=now)

    def _mark(self, taken: Sequence[tuple[Attempt, Person]], side: int, now: datetime) -> None:
        """Mark the written answers, or the first part of them where the marker is half through."""
        position = list(ASKED).index(WRITTEN)
        written = [(attempt, answer) for attempt, person in taken if (answer := answers_of(person)[side].get(WRITTEN))]
        for attempt, answer in written[: round(len(written) * self.kind.marks[side])]:
            save_marks(
                attempt=attempt,
                position=position,
                parts=[_mark_of(answer)],
                marker=self.instructor,
                seen=0,
                is_final=True,
                now=now,
            )


def _mark_of(answer: str) -> PartMark:
    points = KEY_POINTS[answer]
    return PartMark("", Decimal(len(points)), points, suggested=points, misconceptions=[], comment="")


def _instructor(name: str) -> User:
    """Return the demo's instructor of this name; one who cannot sign in where the demo has none yet."""
    of_demo = User.objects.filter(name=name, email__endswith=f"@{MAIL_DOMAIN}").order_by("pk")
    if user := of_demo.first():
        return user
    username = name.lower().replace(" ", ".")
    return User.objects.create(
        username=f"{username}.demo", name=name, email=f"{username}@{MAIL_DOMAIN}", password=make_password(None)
    )
