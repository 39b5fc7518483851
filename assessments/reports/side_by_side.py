"""What cohorts learned in lessons, one line for each cohort and lesson.

The number of queries is the same for any number of lines.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from django.db.models import Count, F

from assessments.evaluation.cohorts import CohortLine, Instructor, letter_of
from assessments.evaluation.gains import Sides, gain_of
from assessments.evaluation.marks import Array, Marks, State
from assessments.evaluation.outcomes import outcomes_of
from assessments.evaluation.pairing import Case, Common, common_of, paired
from assessments.evaluation.reading import first_of, marks_of, took_of
from assessments.evaluation.showing import Showing
from assessments.models import Sitting
from assessments.reports.cohort_results import usual_pair
from assessments.statistics import Estimate, mean_gain
from courses.models import Cohort, Enrolment
from lessons.models import LearningOutcome, Lesson

KINDS = (Sitting.Kind.PRE, Sitting.Kind.POST)

type Pair = tuple[Sitting | None, Sitting | None]


class Entry(NamedTuple):
    """A cohort and a lesson that it was asked about."""

    cohort: Cohort
    lesson: Lesson


@dataclass(frozen=True)
class Compared:
    """A line, and the scores behind its gain: percent before and after; None where nothing is compared."""

    line: CohortLine
    scores: tuple[Array, Array] | None


@dataclass(frozen=True)
class SideBySide:
    """Lines in the order that was asked for. ``outcomes`` are those of all their questions."""

    compared: Sequence[Compared]
    outcomes: Sequence[LearningOutcome]

    @property
    def lines(self) -> list[CohortLine]:
        return [each.line for each in self.compared]


def side_by_side(entries: Sequence[Entry], *, has_outcomes: bool) -> SideBySide:
    """Return what each of ``entries`` learned; by outcome too where ``has_outcomes``."""
    gathered = _Gathered(entries)
    outcomes = outcomes_of(gathered.marks) if has_outcomes else []
    return SideBySide(
        compared=list(_lettered(gathered.compared(entry, outcomes) for entry in entries)),
        outcomes=[outcome for outcome, _columns in outcomes],
    )


def _lettered(compared: Iterator[Compared]) -> Iterator[Compared]:
    """Give those whose gains rest on the same questions the same letter."""
    letters: dict[frozenset[int], str] = {}
    for each in compared:
        if each.line.gain:
            letter = letters.setdefault(each.line.common.versions, letter_of(len(letters)))
            yield replace(each, line=replace(each.line, letter=letter))
        else:
            yield each


class _Gathered:
    """Everything that was read for the lines of a page."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        cohorts = [entry.cohort for entry in entries]
        self.pairs = _pairs(entries)
        sittings = [each for pair in self.pairs.values() for each in pair if each]
        forms = {form for each in sittings for form in (each.form_a_id, each.form_b_id) if form}
        self.marks: Marks = marks_of(took_of(first_of([each.pk for each in sittings])), forms)
        self.rows: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for row, each in enumerate(self.marks.took):
            self.rows[each.sitting][each.seat] = row
        self.n_listed = _n_listed(cohorts)
        self.instructors = instructors_of(cohorts)

    @cached_property
    def versions(self) -> dict[int, frozenset[int]]:
        """The versions on each form."""
        columns = self.marks.columns
        return {
            form: frozenset(columns[place.column].version for place in places.values())
            for form, places in self.marks.places.items()
        }

    @cached_property
    def question_of(self) -> dict[int, int]:
        return {column.version: column.question for column in self.marks.columns}

    def compared(self, entry: Entry, outcomes: Sequence[tuple[LearningOutcome, Array]]) -> Compared:
        """Return the line of one cohort and lesson, without letter and drawing."""
        pre, post = self.pairs.get((entry.cohort.pk, entry.lesson.pk), (None, None))
        before, after = ((self.rows.get(each.pk) or {}) if each else {} for each in (pre, post))
        people = paired(before.keys() | after.keys(), before.keys(), after.keys())
        sides = self._sides([(before[seat], after[seat]) for seat in people.both], pre, post)
        scores = sides.scores() if people.both and sides.columns.any() else None
        rows = [*before.values(), *after.values()]
        line = CohortLine(
            cohort=entry.cohort,
            lesson=entry.lesson,
            instructors=self.instructors.get(entry.cohort.pk, []),
            pre=pre,
            post=post,
            n_listed=self.n_listed.get(entry.cohort.pk, 0),
            n_before=len(before),
            n_after=len(after),
            n_both=len(people.both),
            n_waiting=int((self.marks.states[rows] == State.WAITING).any(axis=1).sum()),
            common=self._common(sides, pre, post),
            letter="",
            gain=gain_of(*scores) if scores else None,
            by_outcome=[_gain_of(sides, columns) for _outcome, columns in outcomes],
        )
        return Compared(line, scores)

    def _sides(self, rows: Sequence[tuple[int, int]], pre: Sitting | None, post: Sitting | None) -> Sides:
        before, after = [first for first, _ in rows], [second for _, second in rows]
        sides = Sides(self.marks, before, after, np.zeros(len(self.marks.columns), bool))
        common = self._common(sides, pre, post)
        shared = common.versions if common.case is not Case.NOTHING else frozenset()
        return replace(sides, columns=np.array([each.version in shared for each in self.marks.columns], bool))

    def _common(self, sides: Sides, pre: Sitting | None, post: Sitting | None) -> Common:
        took = self.marks.took
        pairs = {(took[first].form, took[second].form) for first, second in zip(sides.before, sides.after, strict=True)}
        if not pairs and pre and post:
            pairs = {(pre.form_a_id, post.form_a_id)}
        return common_of([(self.versions[first], self.versions[second]) for first, second in pairs], self.question_of)


def _gain_of(sides: Sides, columns: Array) -> Estimate | None:
    """Return the gain on some of the questions, where there are learners enough to speak of a class."""
    if not (columns & sides.columns).any():
        return None
    x, y = sides.scores(columns)
    known = ~np.isnan(x) & ~np.isnan(y)
    return mean_gain(x[known], y[known]) if Showing(int(known.sum())).class_figures else None


def _pairs(entries: Sequence[Entry]) -> dict[tuple[int, int], Pair]:
    """Return the quizzes before and after of each cohort and lesson, by their keys."""
    wanted = {(entry.cohort.pk, entry.lesson.pk) for entry in entries}
    sittings = Sitting.objects.filter(
        cohort__in={entry.cohort.pk for entry in entries},
        form_a__lesson__in={entry.lesson.pk for entry in entries},
        kind__in=KINDS,
    )
    offered: defaultdict[tuple[int, int], list[Sitting]] = defaultdict(list)
    for each in sittings.select_related("form_a"):
        if (key := (each.cohort_id, each.form_a.lesson_id)) in wanted:
            offered[key].append(each)
    return {key: usual_pair(each) for key, each in offered.items()}


def _n_listed(cohorts: Sequence[Cohort]) -> Mapping[int, int]:
    learners = Enrolment.objects.learners().filter(cohort__in=cohorts).order_by()
    return dict(learners.values_list("cohort").annotate(Count("pk")))


def instructors_of(cohorts: Sequence[Cohort]) -> Mapping[int, list[Instructor]]:
    """Return who teaches each of ``cohorts``, by its key and in the order of names."""
    people: defaultdict[int, list[Instructor]] = defaultdict(list)
    seats = Enrolment.objects.filter(cohort__in=cohorts, role=Enrolment.Role.INSTRUCTOR)
    by_name = seats.order_by("name_key", "user__name", "pk")
    for cohort, pk, name in by_name.values_list("cohort", "user", F("user__name")):
        people[cohort].append(Instructor(pk, name))
    return people
