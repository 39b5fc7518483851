"""What one learner answered before and after the lesson, side by side, for those who teach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assessments.choices import shown_answer
from assessments.evaluation.marks import Marks, State, Took
from assessments.evaluation.reading import first_of, marks_of, took_of
from assessments.models import QuestionOutcome, Response, Sitting
from assessments.sheets import SheetItem, sheet_of
from assessments.stems import shown_stem
from courses.models import Enrolment
from lessons.models import LearningOutcome


@dataclass(frozen=True)
class Answered:
    """One answer in words, and how it ended: a name of State. ``percent`` is None where there are no points."""

    answer: Sequence[str]
    state: str
    percent: int | None


@dataclass(frozen=True)
class Asked:
    """A question as this learner met it; None for a side on which it was not asked."""

    number: int
    item: SheetItem
    before: Answered | None
    after: Answered | None

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.item)


@dataclass(frozen=True)
class OutcomeScores:
    """Percent on the questions of an outcome; None where there are none with points."""

    outcome: LearningOutcome
    before: int | None
    after: int | None


@dataclass(frozen=True)
class LearnerResults:
    """A learner's first attempts that count, or None for a quiz not taken, and what came of them.

    ``percent_…`` are of all questions of each quiz that have points. ``compared`` are both on the questions that have
    points in both quizzes, or None where there are none. ``n_waiting`` answers wait for a person.
    """

    seat: Enrolment
    before: Took | None
    after: Took | None
    percent_before: int | None
    percent_after: int | None
    compared: tuple[int, int] | None
    n_waiting: int
    outcomes: Sequence[OutcomeScores]
    questions: Sequence[Asked]

    @property
    def change(self) -> int | None:
        """The difference of what is compared, in points of 100."""
        return self.compared[1] - self.compared[0] if self.compared else None

    @property
    def shown(self) -> tuple[int | None, int | None]:
        """Percent before and after as the page says first: what is compared, where anything is."""
        return self.compared or (self.percent_before, self.percent_after)


def learner_results(seat: Enrolment, pre: Sitting | None, post: Sitting | None) -> LearnerResults:
    """Return what ``seat`` answered in two quizzes, with the same number of queries for any number of questions."""
    sittings = [each.pk for each in (pre, post) if each]
    took = took_of(first_of(sittings).filter(enrolment=seat))
    marks = marks_of(took)
    rows = {each.sitting: row for row, each in enumerate(took)}
    before, after = (rows.get(each.pk) if each else None for each in (pre, post))
    forms = [form for each in (post, pre) if each for form in (each.form_a, each.form_b) if form]
    sheets = {form.pk: sheet_of(form) for form in forms}
    answers = _answers(took, sheets)
    sides = (_Side(marks, before, answers), _Side(marks, after, answers))
    taken = {each.form for each in took}
    items = {item.version_id: item for form in forms if form.pk in taken for item in sheets[form.pk].values()}
    return LearnerResults(
        seat=seat,
        before=None if before is None else took[before],
        after=None if after is None else took[after],
        percent_before=sides[0].percent(),
        percent_after=sides[1].percent(),
        compared=_compared(marks, *sides),
        n_waiting=int((marks.states == State.WAITING).sum()),
        outcomes=_outcomes(marks, *sides),
        questions=[
            Asked(number, item, sides[0].answered(item), sides[1].answered(item))
            for number, item in enumerate(items.values(), 1)
        ],
    )


type Answers = Mapping[tuple[int, int], Any]


def _answers(took: Sequence[Took], sheets: Mapping[int, Mapping[int, SheetItem]]) -> dict[tuple[int, int], Any]:
    """Return each answer by attempt and version."""
    forms = {each.pk: each.form for each in took}
    rows = Response.objects.filter(attempt__in=list(forms)).values_list("attempt_id", "position", "answer")
    return {(attempt, sheets[forms[attempt]][at].version_id): answer for attempt, at, answer in rows}


@dataclass(frozen=True)
class _Side:
    """One attempt of the learner: its row, or None for a quiz not taken."""

    marks: Marks
    row: int | None
    answers: Answers

    def percent(self, columns: Any = None) -> int | None:
        if self.row is None:
            return None
        value = self.marks.percents([self.row], columns)[0]
        return None if np.isnan(value) else round(float(value))

    def answered(self, item: SheetItem) -> Answered | None:
        column = next((at for at, each in enumerate(self.marks.columns) if each.version == item.version_id), None)
        if self.row is None or column is None:
            return None
        state, share = State(self.marks.states[self.row, column]), self.marks.shares[self.row, column]
        if state is State.NOT_ASKED:
            return None
        answer = self.answers.get((self.marks.took[self.row].pk, item.version_id))
        return Answered(shown_answer(item, answer), state.name.lower(), None if np.isnan(share) else round(100 * share))


def _compared(marks: Marks, before: _Side, after: _Side) -> tuple[int, int] | None:
    if before.row is None or after.row is None:
        return None
    in_both = ~np.isnan(marks.shares[[before.row, after.row]]).any(axis=0)
    first, second = before.percent(in_both), after.percent(in_both)
    return None if first is None or second is None else (first, second)


def _outcomes(marks: Marks, before: _Side, after: _Side) -> list[OutcomeScores]:
    questions = [column.question for column in marks.columns]
    links = QuestionOutcome.objects.filter(question__in=questions, position=0).select_related("outcome")
    outcomes = {link.question_id: link.outcome for link in links}
    distinct = sorted({each.pk: each for each in outcomes.values()}.values(), key=lambda each: each.position)
    found = []
    for outcome in distinct:
        columns = np.array([outcomes.get(question) == outcome for question in questions], bool)
        found.append(OutcomeScores(outcome, before.percent(columns), after.percent(columns)))
    return found
