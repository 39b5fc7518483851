"""What the quizzes of cohorts ask of those who teach now: quizzes that are open, answers that wait for a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When

from assessments.models import Attempt, Mark, Override, QuestionVersion, Score, Sitting
from assessments.models.marking import ScoreQuerySet
from assessments.reports.marking import parts_of
from assessments.scoring.values import Rule
from courses.models import Cohort
from courses.rows import sealed


@dataclass(frozen=True)
class SittingTasks:
    """A sitting of ``cohort`` that wants something done. Learners are counted once, however often they try.

    ``n_to_mark`` counts written answers that lack a mark, ``n_unrecognised`` answers that no key knows.
    """

    cohort: Cohort
    sitting: Sitting
    is_open: bool
    n_sent: int
    n_to_mark: int
    n_unrecognised: int

    @property
    def is_waited_for(self) -> bool:
        """Whether answers wait for a person."""
        return bool(self.n_to_mark or self.n_unrecognised)


def sitting_tasks(cohorts: Collection[Cohort], now: datetime) -> list[SittingTasks]:
    """Return what the sittings of ``cohorts`` ask for, in five queries for any number of rows.

    Those with answers that wait come before those that are merely open, the newest first. A sitting that asks for
    nothing is left out.
    """
    own = {cohort.pk: cohort for cohort in cohorts}
    sittings = list(sealed(Sitting.objects.filter(cohort__in=own).select_related("form_a__lesson")))
    waiting = _left_to_people(sittings)
    to_mark = _counted(_unmarked(waiting, sittings))
    unrecognised = _counted(waiting.exclude(rule=Rule.PERSON))
    sent = _sent([sitting for sitting in sittings if sitting.is_open(now)])
    rows = [
        SittingTasks(
            cohort=own[sitting.cohort_id],
            sitting=sitting,
            is_open=sitting.is_open(now),
            n_sent=sent.get(sitting.pk, 0),
            n_to_mark=to_mark.get(sitting.pk, 0),
            n_unrecognised=unrecognised.get(sitting.pk, 0),
        )
        for sitting in reversed(sittings)
    ]
    asking = [row for row in rows if row.is_open or row.is_waited_for]
    return sorted(asking, key=lambda row: not row.is_waited_for)


def n_unrecognised(sitting: Sitting) -> int:
    """Return how many answers of ``sitting`` no key knows, and nobody has decided on."""
    return _left_to_people([sitting]).exclude(rule=Rule.PERSON).count()


def _left_to_people(sittings: Collection[Sitting]) -> ScoreQuerySet:
    """Return the scores of answers that the machine leaves to a person, who has not set the points by hand."""
    attempts = Attempt.objects.submitted().readable().filter(sitting__in=sittings)
    overrides = Override.objects.filter(regrade__undone_at=None, attempt=OuterRef("attempt"))
    by_hand = overrides.filter(position=OuterRef("position"))
    review = Score.objects.in_force().filter(attempt__in=attempts, verdict=Score.Verdict.REVIEW)
    return review.exclude(Exists(by_hand)).order_by()


def _unmarked(waiting: ScoreQuerySet, sittings: Collection[Sitting]) -> ScoreQuerySet:
    """Return the written answers of ``waiting`` that lack a mark for a part of the question, or for all of it."""
    forms = {pk for sitting in sittings for pk in (sitting.form_a_id, sitting.form_b_id)}
    written = QuestionVersion.objects.filter(type=QuestionVersion.Type.NARRATIVE, form_items__form__in=forms)
    wanted = [When(revision__version=version.pk, then=len(parts_of(version))) for version in set(written)]
    marks = Mark.objects.in_force().filter(attempt=OuterRef("attempt"), position=OuterRef("position"), is_final=True)
    n_marked = marks.order_by().values("attempt").annotate(n=Count("part", distinct=True)).values("n")
    scores = waiting.filter(rule=Rule.PERSON).annotate(
        wanted=Case(*wanted, default=Value(1), output_field=IntegerField()), n_marked=Subquery(n_marked)
    )
    return scores.filter(Q(n_marked=None) | Q(n_marked__lt=F("wanted")))


def _counted(scores: ScoreQuerySet) -> dict[int, int]:
    """Return how many of ``scores`` each sitting has, by the sitting's key."""
    return dict(scores.values_list("attempt__sitting").annotate(n=Count("pk")))


def _sent(sittings: Sequence[Sitting]) -> dict[int, int]:
    """Return how many learners have sent answers to each of ``sittings``, by its key."""
    attempts = Attempt.objects.submitted().filter(sitting__in=sittings).order_by()
    return dict(attempts.values_list("sitting").annotate(n=Count("enrolment", distinct=True)))
