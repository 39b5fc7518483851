"""What a correction of a key would change, as somebody may see it before it is applied."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessments.actions.corrections import Change, Correction, Plan
from assessments.key_edits import Key
from assessments.models import RegradeRun, Sitting
from assessments.reports.key_changes import KeyChange, key_changes
from assessments.reports.pass_lines import PassLine, pass_lines
from courses.models import Cohort

# So many rows of each quiz are shown at once; the others are folded.
AT_A_GLANCE = 10
MOST_PLACES = 2


@dataclass(frozen=True)
class QuizChanges:
    """What would change in one quiz of one cohort. ``changed`` are the attempts that do, who loses first."""

    sitting: Sitting
    n_attempts: int
    changed: Sequence[Change]

    @property
    def cohort(self) -> Cohort:
        return self.sitting.cohort

    @property
    def at_a_glance(self) -> Sequence[Change]:
        return self.changed[:AT_A_GLANCE]

    @property
    def folded(self) -> Sequence[Change]:
        return self.changed[AT_A_GLANCE:]


@dataclass(frozen=True)
class Places:
    """How many decimals each column needs: points of the question, of the total, and full points of the total."""

    question: int
    total: int
    full: int


@dataclass(frozen=True)
class PreviewTable:
    """A correction with its plan, as somebody may see it: names only of the cohorts they teach."""

    correction: Correction
    plan: Plan
    key_changes: Sequence[KeyChange]
    quizzes: Sequence[QuizChanges]
    n_elsewhere: int
    places: Places
    pass_lines: Sequence[PassLine]

    @property
    def n_attempts(self) -> int:
        return len(self.plan.changes)

    @property
    def policy(self) -> str:
        return str(RegradeRun.Policy(self.correction.policy).label)


def preview_table(correction: Correction, plan: Plan, key: Key, cohorts: set[int], now: datetime) -> PreviewTable:
    """Return ``plan`` for somebody who teaches ``cohorts``. ``key`` is the one in force."""
    own = [change for change in plan.changes if change.attempt.sitting.cohort_id in cohorts]
    return PreviewTable(
        correction=correction,
        plan=plan,
        key_changes=key_changes(correction.version, key, correction.key or key),
        quizzes=_quizzes(own),
        n_elsewhere=len(plan.changes) - len(own),
        places=_places([change for change in own if change.is_changed]),
        pass_lines=pass_lines(plan, own, correction.version.question.lesson_id, now),
    )


def _places(changes: Sequence[Change]) -> Places:
    items = [item for each in changes for item in (each.old, each.new)]
    totals = [points for each in changes for points in (each.before, each.after)]
    return Places(
        question=_most_places(item.points for item in items if item.points is not None),
        total=_most_places(points.points for points in totals),
        full=_most_places(points.max_points for points in totals),
    )


def _most_places(values: Iterable[Decimal]) -> int:
    """Return how many decimals all of ``values`` need, MOST_PLACES at most: 0 for 7 and 8.00, 2 for 7 and 7.333."""
    exponents = {round(value, MOST_PLACES).normalize().as_tuple().exponent for value in values}
    return max((-each for each in exponents if isinstance(each, int) and each < 0), default=0)


def _quizzes(changes: Sequence[Change]) -> list[QuizChanges]:
    """Return changes by cohort and quiz, cohorts by name and the quizzes of each oldest first."""
    of_quiz: defaultdict[int, list[Change]] = defaultdict(list)
    for change in changes:
        of_quiz[change.attempt.sitting_id].append(change)
    quizzes = [_quiz(each) for each in of_quiz.values()]
    return sorted(
        quizzes, key=lambda each: (each.cohort.name, each.cohort.pk, each.sitting.created_at, each.sitting.pk)
    )


def _quiz(changes: Sequence[Change]) -> QuizChanges:
    changed = [change for change in changes if change.is_changed]
    return QuizChanges(
        sitting=changes[0].attempt.sitting,
        n_attempts=len(changes),
        changed=sorted(changed, key=lambda each: (each.direction, each.attempt.enrolment.user.name, each.attempt.pk)),
    )
