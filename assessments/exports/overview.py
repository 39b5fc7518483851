"""Cohorts side by side as tables to keep: those of a lesson with their gains, and those of a course."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.evaluation.cohorts import CohortLine
from assessments.evaluation.showing import A_CLASS, A_GROUP
from assessments.models import QuestionOutcome
from assessments.reports.course_results import course_cohorts
from assessments.reports.lesson_results import LessonResults, lesson_results
from assessments.statistics import Estimate
from courses.models import Cohort, Course
from courses.spreadsheets.writing import Cell, Column, Sheet
from lessons.models import LearningOutcome, Lesson

AT_ONCE = 50
MOST_DECIMALS = 2


def cohorts_sheet(lesson: Lesson, cohorts: QuerySet[Cohort]) -> Sheet:
    """Return one row per cohort: who sat what, and the gain with its interval, in all and by outcome."""
    outcomes = _asked_outcomes(lesson)
    mean = _("In percent of full points, of those who sat both, on the shared questions; from {n} learners.")
    mean = mean.format(n=A_CLASS)
    columns = [
        *_who_columns(),
        Column(_("Before opened"), _("The day on which the quiz before the lesson opened; empty: none was offered.")),
        Column(_("After opened"), _("The day on which the quiz after the lesson opened; empty: none was offered.")),
        Column(_("Sat before"), _("How many sat the quiz before the lesson.")),
        Column(_("Sat after"), _("How many sat the quiz after the lesson.")),
        Column(_("Sat both"), _("How many sat both. Only they are compared.")),
        Column(
            _("Waiting"), _("Attempts with answers that wait for a person: until then the figures are provisional.")
        ),
        Column(
            _("Questions"), _("How the questions of both quizzes relate: identical, anchors (some shared), nothing.")
        ),
        Column(_("Shared questions"), _("How many questions both quizzes share. The gain rests on them.")),
        Column(_("Mean before"), mean),
        Column(_("Mean after"), mean),
        *gain_columns(_("Mean gain"), _("Mean of after minus before, in points of 100; from {n} learners.")),
        Column(
            _("Class gain"),
            _("Share of the possible improvement that was reached; from {n} learners.").format(n=A_GROUP),
        ),
        Column(_("Class gain, low"), _("Lower end of its 95 % interval (delta method).")),
        Column(_("Class gain, high"), _("Upper end of its 95 % interval.")),
        *(column for outcome in outcomes for column in _outcome_columns(outcome)),
    ]
    return Sheet(_("Cohorts"), columns, _rows(lesson, cohorts, outcomes), side_by_side_notes())


def _who_columns() -> list[Column]:
    return [
        Column(_("Cohort"), _("The name of the cohort.")),
        Column(_("Instructors"), _("Who teaches the cohort.")),
        Column(_("On the list"), _("How many learners the cohort has.")),
    ]


def gain_columns(name: str, meaning: str) -> list[Column]:
    """Return the columns of a gain and both ends of its interval; ``meaning`` says from how many learners on."""
    return [
        Column(name, meaning.format(n=A_CLASS)),
        Column(_("{name}, low").format(name=name), _("Lower end of its 95 % interval (paired t).")),
        Column(_("{name}, high").format(name=name), _("Upper end of its 95 % interval.")),
    ]


def _outcome_columns(outcome: LearningOutcome) -> list[Column]:
    name = _("Gain: {outcome}").format(outcome=outcome.short)
    return gain_columns(name, _("The same for the questions of one learning outcome; from {n} learners."))


def side_by_side_notes() -> list[str]:
    """Return what to keep in mind where cohorts stand side by side."""
    return [
        _("Cohorts differ in who is in them: a difference between two of them has many causes."),
        _("Gains on different questions cannot be compared."),
    ]


def _asked_outcomes(lesson: Lesson) -> list[LearningOutcome]:
    """Return the outcomes that a question of the lesson is about first of all."""
    asked = QuestionOutcome.objects.filter(question__lesson=lesson, position=0).values("outcome")
    return list(LearningOutcome.objects.filter(pk__in=asked).order_by("position"))


def _rows(lesson: Lesson, cohorts: QuerySet[Cohort], outcomes: Sequence[LearningOutcome]) -> Iterator[list[Cell]]:
    for results in in_batches(lesson, cohorts):
        at = {outcome.pk: place for place, outcome in enumerate(results.outcomes)}
        for line in results.lines:
            gains = [line.by_outcome[at[each.pk]] if each.pk in at else None for each in outcomes]
            yield [*_row(line), *(cell for gain in gains for cell in estimate_cells(gain))]


def in_batches(lesson: Lesson, cohorts: QuerySet[Cohort]) -> Iterator[LessonResults]:
    """Yield what all cohorts learned, so many at once that their marks fit into memory."""
    every = list(cohorts)
    for start in range(0, len(every), AT_ONCE):
        yield lesson_results(lesson, every[start : start + AT_ONCE])


def _row(line: CohortLine) -> list[Cell]:
    gain = line.gain if line.showing.class_figures else None
    return [
        line.cohort.name,
        ", ".join(each.name for each in line.instructors),
        line.n_listed,
        *(localdate(each.opens_at) if each and each.opens_at else None for each in (line.pre, line.post)),
        line.n_before,
        line.n_after,
        line.n_both,
        line.n_waiting,
        str(line.common.case) if line.pre and line.post else "",
        len(line.common.versions),
        _rounded(gain.before if gain else None),
        _rounded(gain.after if gain else None),
        *estimate_cells(line.shown_gain),
        *estimate_cells(line.class_gain),
    ]


def estimate_cells(estimate: Estimate | None) -> list[Cell]:
    """Return value and both ends of the interval; nothing where they are not computed."""
    if estimate is None:
        return [None, None, None]
    interval = estimate.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return [_rounded(estimate.value), _rounded(low), _rounded(high)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, MOST_DECIMALS)


def course_sheet(course: Course, cohorts: QuerySet[Cohort]) -> Sheet:
    """Return one row per cohort and lesson that it was asked about; one for a cohort without a quiz."""
    columns = [
        *_who_columns(),
        Column(_("Joined"), _("How many of them have come in.")),
        Column(_("Lesson"), _("The lesson that the quizzes are about; empty: no quiz was offered.")),
        Column(_("Sat before"), _("How many sat the quiz before the lesson.")),
        Column(_("Sat after"), _("How many sat the quiz after the lesson.")),
        Column(_("Sat both"), _("How many sat both. Only they are compared.")),
    ]
    return Sheet(_("Cohorts"), columns, _course_rows(course, cohorts))


def _course_rows(course: Course, cohorts: QuerySet[Cohort]) -> Iterator[list[Cell]]:
    for each in course_cohorts(course, list(cohorts)):
        n_listed, n_joined = each.cohort.n_learners, each.cohort.n_joined  # type: ignore[attr-defined]
        who: list[Cell] = [each.cohort.name, ", ".join(one.name for one in each.instructors), n_listed, n_joined]
        for lesson, taken in each.taken:
            yield [*who, str(lesson), taken.n_before, taken.n_after, taken.n_both]
        if not each.taken:
            yield [*who, "", None, None, None]
