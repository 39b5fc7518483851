"""Cohorts that sat quizzes before and after a lesson, made in bulk from a hundred people who were really scored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.db.models import Max

from accounts.models import User
from assessments.actions.scoring import score_attempt
from assessments.benchmark.world import NoQuestionsError, make_learners
from assessments.demo.classes import ASKED, KEY_POINTS, Person, answers_of
from assessments.demo.quiz import newest_versions
from assessments.models import AssessmentForm, Attempt, FormItem, Mark, Response, Score, Sitting
from courses.actions import appoint_director, appoint_instructor
from courses.models import Cohort, Enrolment
from lessons.models import Lesson

N_TEMPLATES = 100
CLASS_SIZE = 25
N_CLASSES = 40
AT_ONCE = 5_000


@dataclass
class Past:
    """Everything that was made: a director, classes of 25, and one cohort that grows.

    ``templates`` are the attempts that were scored, before and after. Every other attempt copies one: its ``seed``
    says which.
    """

    form: AssessmentForm
    director: User
    now: datetime
    templates: tuple[Sequence[int], Sequence[int]] = ((), ())
    classes: list[Cohort] = field(default_factory=list)
    sittings: dict[int, tuple[Sitting, Sitting]] = field(default_factory=dict)

    @property
    def lesson(self) -> Lesson:
        return self.form.lesson

    def add_cohort(self, name: str, *, days_ago: int) -> Cohort:
        """Return a new cohort that was offered both quizzes; nobody is in it yet."""
        cohort = Cohort.objects.create(course=self.lesson.course, name=name)
        day = self.now - timedelta(days=days_ago)
        Cohort.objects.filter(pk=cohort.pk).update(created_at=day)
        pre, post = Sitting.objects.bulk_create(
            Sitting(
                cohort=cohort,
                kind=kind,
                label=str(kind.label),
                form_a=self.form,
                opens_at=at,
                closes_at=at,
                created_at=at,
            )
            for kind, at in ((Sitting.Kind.PRE, day), (Sitting.Kind.POST, day + timedelta(days=3)))
        )
        self.sittings[cohort.pk] = (pre, post)
        return cohort

    def add_learners(self, cohort: Cohort, n: int) -> None:
        """Let ``n`` more learners of ``cohort`` have sat both quizzes."""
        for start in range(0, n, AT_ONCE):
            self._add(cohort, min(AT_ONCE, n - start))

    def _add(self, cohort: Cohort, n: int) -> None:
        newest = Enrolment.objects.filter(cohort=cohort).aggregate(newest=Max("pk"))["newest"] or 0
        aside = Cohort(name=f"{cohort.name} {newest}", pk=cohort.pk)  # user names begin with the name of the cohort
        make_learners(aside, n, self.now)
        seats = list(cohort.enrolments.learners().filter(pk__gt=newest).order_by("pk").values_list("pk", flat=True))
        first = (Attempt.objects.aggregate(newest=Max("pk"))["newest"] or 0) + 1
        Attempt.objects.bulk_create(
            (
                _attempt(sitting, seat, self.now, seed=templates[at % len(templates)])
                for sitting, templates in zip(self.sittings[cohort.pk], self.templates, strict=True)
                for at, seat in enumerate(seats)
            ),
            batch_size=1_000,
        )
        for model in (Response, Score, Mark):
            _copy(model, first)


def _attempt(sitting: Sitting, seat: int, now: datetime, *, seed: int = 0) -> Attempt:
    return Attempt(
        sitting=sitting,
        enrolment_id=seat,
        number=1,
        form_id=sitting.form_a_id,
        seed=seed,
        started_at=now,
        submitted_at=now,
        close_reason=Attempt.CloseReason.SENT,
    )


def _copy(model: type[Response | Score | Mark], first: int) -> None:
    """Give every attempt from ``first`` on the rows that its template has, in one statement."""
    quote = connection.ops.quote_name
    fields = [each for each in model._meta.concrete_fields if not each.primary_key and each.name != "attempt"]
    names = [quote(str(each.column)) for each in fields]
    columns, copied = ", ".join(names), ", ".join(f"t.{name}" for name in names)
    table, attempts = quote(model._meta.db_table), quote(Attempt._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (attempt_id, {columns}) SELECT a.id, {copied} FROM {attempts} a "  # noqa: S608
            f"JOIN {table} t ON t.attempt_id = a.seed WHERE a.id >= %s",
            [first],
        )


def make_past(now: datetime) -> Past:
    """Return forty classes of 25, beside the hundred people whom all others copy.

    Raises NoQuestionsError when the first lesson lacks one of the questions.
    """
    past = Past(_form(now), _director(), now)
    appoint_director(course=past.lesson.course, user=past.director, by=None, now=now)
    past.templates = _templates(past)
    for number in range(N_CLASSES):
        cohort = past.add_cohort(f"Class {number + 1}", days_ago=10 * (N_CLASSES - number))
        appoint_instructor(cohort=cohort, user=past.director, by=None, now=now)
        past.add_learners(cohort, CLASS_SIZE)
        past.classes.append(cohort)
    return past


def _form(now: datetime) -> AssessmentForm:
    lesson = Lesson.objects.filter(questions__isnull=False).order_by("pk").first()
    versions = newest_versions(lesson) if lesson else {}
    if lesson is None or any(source not in versions for source in ASKED):
        raise NoQuestionsError("The lesson lacks questions of the benchmark.")
    form = AssessmentForm.objects.create(lesson=lesson, label="Benchmark", frozen_at=now, created_at=now)
    FormItem.objects.bulk_create(
        FormItem(form=form, position=position, version=versions[source], points=versions[source].points)
        for position, source in enumerate(ASKED)
    )
    return form


def _director() -> User:
    return User.objects.create(username="benchmark-director", name="Benchmark director")


def _templates(past: Past) -> tuple[list[int], list[int]]:
    """Return the attempts before and after of a hundred people, scored and marked like any other."""
    cohort = past.add_cohort("Templates", days_ago=1_000)
    make_learners(cohort, N_TEMPLATES, past.now)
    made: tuple[list[int], list[int]] = ([], [])
    for number, seat in enumerate(cohort.enrolments.learners().order_by("pk")):
        person = Person(f"Person {number}", knows=0.3 + (number % 10) * 0.04, learns=0.3 + (number % 7) * 0.08)
        for side, sitting in enumerate(past.sittings[cohort.pk]):
            attempt = _attempt(sitting, seat.pk, past.now)
            attempt.save()
            _answer(attempt, answers_of(person)[side], past)
            made[side].append(attempt.pk)
    return made


def _answer(attempt: Attempt, answers: dict[str, object], past: Past) -> None:
    positions = {source: position for position, source in enumerate(ASKED)}
    Response.objects.bulk_create(
        Response(
            attempt=attempt,
            position=positions[source],
            answer=answer,
            sequence=1,
            event=uuid4(),
            saved_at=past.now,
        )
        for source, answer in answers.items()
    )
    score_attempt(attempt=attempt, now=past.now)
    for source, answer in answers.items():
        if isinstance(answer, str) and answer in KEY_POINTS:
            points = KEY_POINTS[answer]
            Mark.objects.create(
                attempt=attempt,
                position=positions[source],
                marker=past.director,
                number=1,
                points=len(points),
                key_points=points,
                at=past.now,
            )
