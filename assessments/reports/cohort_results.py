"""What a cohort learned between two quizzes, for those who teach it.

The number of queries is the same for any number of learners and questions.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from django.db.models import Q

from assessments.evaluation.answers import Held, held_by
from assessments.evaluation.gains import (
    Quality,
    Sides,
    change_of,
    gain_of,
    mastery_of,
    n_in,
    quality_of,
)
from assessments.evaluation.marks import Array, Marks, State
from assessments.evaluation.outcomes import outcomes_of
from assessments.evaluation.pairing import Case, Common, common_of, paired
from assessments.evaluation.reaching import not_reached
from assessments.evaluation.reading import first_of, marks_of, took_of
from assessments.evaluation.rows import (
    NOT_TAKEN,
    CohortResults,
    LearnerRow,
    Missing,
    OutcomeRow,
    QuestionRow,
    Score,
)
from assessments.evaluation.showing import MASTERED, Showing, flags_of
from assessments.evaluation.wording import doubt_in_words, flag_in_words, remarks
from assessments.lesson_keys import LessonKeys, keys_of
from assessments.models import Attempt, LateResponse, MasteryRule, Misconception, RegradeRun, Sitting
from assessments.sheets import SheetItem, sheet_of
from assessments.statistics import mean
from courses.models import Cohort
from lessons.models import LearningOutcome

NOT_COUNTING = ("sitting_id", "enrolment_id", "voided_at")


def results_of(cohort: Cohort, pre: Sitting | None, post: Sitting | None, group: int | None = None) -> CohortResults:
    """Return what the learners of a cohort, or of one group of it, learned between two quizzes."""
    return _Gathered(cohort, pre, post, group).results()


class _Gathered:
    """Everything that was read for one page of results. Each part is computed when it is first asked for."""

    def __init__(self, cohort: Cohort, pre: Sitting | None, post: Sitting | None, group: int | None) -> None:
        self.cohort, self.pre, self.post, self.group = cohort, pre, post, group
        seats = cohort.enrolments.learners().filter(**({"group": group} if group else {}))
        self.names: dict[int, str] = dict(seats.values_list("pk", "user__name"))
        sittings = [each for each in (pre, post) if each]
        forms = [form for each in sittings for form in (each.form_a, each.form_b) if form]
        self.sheets = {form.pk: sheet_of(form) for form in forms}
        self.marks: Marks = marks_of(took_of(first_of([each.pk for each in sittings], group)), self.sheets)
        self.before = self._rows(pre)
        self.after = self._rows(post)
        self.people = paired(self.names, self.before.keys(), self.after.keys())

    def _rows(self, sitting: Sitting | None) -> dict[int, int]:
        """Return the row of each learner at a sitting."""
        if sitting is None:
            return {}
        return {each.seat: row for row, each in enumerate(self.marks.took) if each.sitting == sitting.pk}

    @cached_property
    def column_of(self) -> dict[int, int]:
        return {column.version: place for place, column in enumerate(self.marks.columns)}

    @cached_property
    def common(self) -> Common:
        took = self.marks.took
        pairs = {(took[self.before[seat]].form, took[self.after[seat]].form) for seat in self.people.both}
        if not pairs and self.pre and self.post:
            pairs = {(self.pre.form_a_id, self.post.form_a_id)}
        versions = {form: {item.version_id for item in sheet.values()} for form, sheet in self.sheets.items()}
        question_of = {column.version: column.question for column in self.marks.columns}
        return common_of([(versions[first], versions[second]) for first, second in pairs], question_of)

    @cached_property
    def sides(self) -> Sides:
        """The learners who sat both, on the questions that both quizzes share."""
        columns = np.array([column.version in self.common.versions for column in self.marks.columns], bool)
        both = self.people.both
        return Sides(self.marks, [self.before[seat] for seat in both], [self.after[seat] for seat in both], columns)

    @cached_property
    def is_compared(self) -> bool:
        return self.common.case is not Case.NOTHING and bool(self.people.both)

    @cached_property
    def own(self) -> Array:
        """Percent of each attempt on all of its own questions."""
        return self.marks.percents(np.arange(len(self.marks.took)))

    @cached_property
    def _shown(self) -> list[int | None]:
        return _whole(self.own)

    @cached_property
    def _n_waiting(self) -> list[int]:
        return [int(n) for n in (self.marks.states == State.WAITING).sum(axis=1)]

    def results(self) -> CohortResults:
        scores = self.sides.scores()
        both = self.people.both
        leavers = [self.own[self.before[seat]] for seat in self.people.only_before]
        return CohortResults(
            cohort=self.cohort,
            pre=self.pre,
            post=self.post,
            group=self.group,
            common=self.common,
            people=self.people,
            learners=self._learners(scores),
            missing_before=self._missing(self.pre, self.before),
            missing_after=self._missing(self.post, self.after),
            gain=gain_of(*scores) if self.is_compared else None,
            mean_before=_mean(self.own[[self.before[seat] for seat in both]]),
            mean_after=_mean(self.own[[self.after[seat] for seat in both]]),
            mean_before_of_leavers=_mean(np.array(leavers)),
            outcomes=self._outcome_rows(),
            heat=[outcome for outcome, columns in self.outcomes if columns[self._asked_after].any()],
            questions=self._question_rows(),
            misconceptions=self._held(),
            quality=self.quality,
            marks=self.marks,
            n_waiting=int((self.marks.states == State.WAITING).any(axis=1).sum()),
            n_lost=int((self.marks.states == State.LOST).any(axis=1).sum()),
            n_late=self._n_late(),
            n_regraded=len(self._regraded()),
            mastered=self.mastered,
            percents_after=self.own[list(self.after.values())],
        )

    # --- people --------------------------------------------------------------------------------------

    @cached_property
    def not_counting(self) -> set[tuple[int, int, bool]]:
        """Sitting, learner, and whether it is void, of each attempt that does not count."""
        sittings = [each for each in (self.pre, self.post) if each]
        found = Attempt.objects.filter(Q(submitted_at=None) | ~Q(voided_at=None), sitting__in=sittings).order_by()
        return {(sitting, seat, bool(at)) for sitting, seat, at in found.values_list(*NOT_COUNTING)}

    def _missing(self, sitting: Sitting | None, present: Mapping[int, int]) -> list[Missing]:
        """Return who has no attempt at ``sitting`` that counts."""
        if sitting is None:
            return []
        states = [(sitting.pk, seat) for seat in self.names if seat not in present]
        return [
            Missing(self.names[at[1]], (*at, False) in self.not_counting, (*at, True) in self.not_counting)
            for at in states
        ]

    def _learners(self, scores: tuple[Array, Array]) -> list[LearnerRow]:
        compared = {}
        if self.is_compared:
            compared = dict(zip(self.people.both, zip(*map(_whole, scores), strict=True), strict=True))
        cells = self._heat()
        rows = []
        for seat, name in self.names.items():
            before, after = self._score(self.before.get(seat)), self._score(self.after.get(seat))
            change = None
            if seat in compared and None not in compared[seat]:
                first, second = compared[seat]
                before, after = (
                    Score(before.attempt, first, before.n_waiting),
                    Score(after.attempt, second, after.n_waiting),
                )
                change = second - first
            rows.append(LearnerRow(seat, name, before, after, change, cells.get(seat, ())))
        return rows

    def _score(self, row: int | None) -> Score:
        if row is None:
            return NOT_TAKEN
        return Score(self.marks.took[row].pk, self._shown[row], self._n_waiting[row])

    def _n_late(self) -> int:
        """Return how many attempts have answers that came late and nobody has decided on, though they still can."""
        sittings = [each for each in (self.pre, self.post) if each]
        counting = Attempt.objects.submitted().readable().filter(sitting__in=sittings)
        late = LateResponse.objects.filter(is_accepted=None, attempt__in=counting).order_by()
        return late.values("attempt").distinct().count()

    # --- outcomes ------------------------------------------------------------------------------------

    @cached_property
    def outcomes(self) -> list[tuple[LearningOutcome, Array]]:
        return outcomes_of(self.marks)

    @cached_property
    def mastered(self) -> int:
        """From how many percent an outcome is mastered in this course."""
        return mastered_from(self.cohort.course_id)

    @cached_property
    def _asked_after(self) -> Array:
        rows = list(self.after.values())
        return (self.marks.states[rows] != State.NOT_ASKED).any(axis=0)

    def _outcome_rows(self) -> list[OutcomeRow]:
        return [row for outcome, columns in self.outcomes if (row := self._outcome_row(outcome, columns))]

    def _outcome_row(self, outcome: LearningOutcome, columns: Array) -> OutcomeRow | None:
        if self.is_compared and (columns & self.sides.columns).any():
            x, y = self.sides.scores(columns)
            gain, n_questions = gain_of(x, y).gain, int((columns & self.sides.columns).sum())
        else:
            x = self.marks.percents([self.before[seat] for seat in self.people.both], columns)
            y = self.marks.percents([self.after[seat] for seat in self.people.both], columns)
            gain, n_questions = None, int(columns.sum())
        return OutcomeRow(
            outcome, n_questions, _mean(x), _mean(y), gain, mastery_of(x, self.mastered), mastery_of(y, self.mastered)
        )

    def _heat(self) -> dict[int, list[int | None]]:
        """Return percent after by outcome of each learner who sat the quiz after the lesson."""
        rows = list(self.after.values())
        by_outcome = [
            _whole(self.marks.percents(rows, columns))
            for _outcome, columns in self.outcomes
            if columns[self._asked_after].any()
        ]
        return {seat: [cells[at] for cells in by_outcome] for at, seat in enumerate(self.after)}

    # --- questions -----------------------------------------------------------------------------------

    @cached_property
    def quality(self) -> Quality:
        """How the questions work in the quiz after the lesson, on its first form; before it while nobody sat that."""
        side, sitting = (self.after, self.post) if self.after else (self.before, self.pre)
        form = sitting.form_a_id if sitting else None
        rows = [row for row in side.values() if self.marks.took[row].form == form]
        places = self.marks.places.get(form, {}) if form else {}
        return quality_of(self.marks, rows, [place.column for place in places.values()])

    @cached_property
    def keys(self) -> LessonKeys:
        return keys_of(self.lesson)

    @cached_property
    def lesson(self) -> int:
        sitting = self.post or self.pre
        return sitting.form_a.lesson_id if sitting else 0

    def _question_rows(self) -> list[QuestionRow]:
        rows: dict[int, QuestionRow] = {}
        for sheet in reversed(self.sheets.values()):
            for item in sheet.values():
                if item.version_id not in rows:
                    rows[item.version_id] = self._question_row(len(rows) + 1, item)
        return list(rows.values())

    @cached_property
    def _not_reached(self) -> Array:
        """Where a question came after everything that its learner answered in the quiz after the lesson."""
        shuffled = {each.pk for each in (self.pre, self.post) if each and each.is_shuffled}
        return not_reached(self.marks, list(self.after.values()), shuffled)

    def _question_row(self, number: int, item: SheetItem) -> QuestionRow:
        column = self.column_of[item.version_id]
        is_common = item.version_id in self.common.versions
        change = change_of(self.sides, column)
        r, facility = self.quality.r.get(column), self.quality.facility.get(column)
        showing = Showing(self.quality.n)
        n_not_reached = int(self._not_reached[:, column].sum())
        return QuestionRow(
            number=number,
            item=item,
            is_common=is_common,
            facility_before=change.before if change.n else self._facility(column, self._rows_before),
            facility_after=change.after if change.n else self._facility(column, self._rows_after),
            change=change,
            n_blank=n_in(self.marks, list(self.after.values()), column, State.BLANK) - n_not_reached,
            n_not_reached=n_not_reached,
            n_waiting=n_in(self.marks, range(len(self.marks.took)), column, State.WAITING),
            facility=facility,
            r=r,
            efficiency=self.quality.efficiency.get(column),
            weight=self.quality.weight.get(column),
            flags=[flag_in_words(flag) for flag in flags_of(facility, r)] if showing.flags else [],
            remarks=[
                *(remarks(change) if is_common else ()),
                *(doubt_in_words(r) if showing.discrimination and not showing.flags else ()),
            ],
        )

    @cached_property
    def _rows_before(self) -> list[int]:
        return [self.before[seat] for seat in self.people.both or self.before]

    @cached_property
    def _rows_after(self) -> list[int]:
        return [self.after[seat] for seat in self.people.both or self.after]

    def _facility(self, column: int, rows: Sequence[int]) -> float | None:
        """Return the mean share of the points of a question, among those who sat both while anybody has."""
        shares = self.marks.shares[rows, column]
        return mean(shares[~np.isnan(shares)])

    def _held(self) -> list[Held]:
        if not self.marks.took:
            return []
        misconceptions = list(Misconception.objects.filter(lesson=self.lesson))
        seats = self.people.both
        rows = [self.before[seat] for seat in seats], [self.after[seat] for seat in seats]
        return held_by(self.marks, self.keys, misconceptions, *rows)

    def _regraded(self) -> set[int]:
        versions = list(self.column_of)
        runs = RegradeRun.objects.filter(version__in=versions, undone_at=None).order_by()
        return set(runs.values_list("version_id", flat=True))


def mastered_from(course: int) -> int:
    """Return from how many percent an outcome is mastered in the course of this key."""
    set_by_director = MasteryRule.objects.filter(course=course).values_list("percent", flat=True).first()
    return set_by_director or MASTERED


def _mean(values: Array) -> float | None:
    return mean(values[~np.isnan(values)])


def _whole(values: Array) -> list[int | None]:
    """Return whole numbers, None where there is none."""
    numbers = np.rint(np.nan_to_num(values)).astype(int).tolist()
    return [None if is_none else number for number, is_none in zip(numbers, np.isnan(values).tolist(), strict=True)]


def sittings_of(cohort: Cohort) -> list[Sitting]:
    """Return the sittings of a cohort with all that results need of them, oldest first."""
    return list(cohort.sittings.select_related("form_a__lesson", "form_b", "crosses"))


def usual_pair(sittings: Sequence[Sitting]) -> tuple[Sitting | None, Sitting | None]:
    """Return the newest quiz after a lesson with the one before it that it belongs to; else the newest before."""
    pre = [each for each in sittings if each.kind == Sitting.Kind.PRE]
    post = next((each for each in reversed(sittings) if each.kind == Sitting.Kind.POST), None)
    if post is None:
        return (pre[-1] if pre else None), None
    crossed = next((each for each in pre if each.pk == post.crosses_id), None)
    same = [each for each in pre if each.form_a.lesson_id == post.form_a.lesson_id]
    return crossed or (same[-1] if same else None), post
