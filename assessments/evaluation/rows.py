"""The rows of the pages of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assessments.evaluation.answers import Choice, Held, Slips
from assessments.evaluation.gains import Change, Gain, Mastery, Quality, mastery_of
from assessments.evaluation.marks import Array, Marks
from assessments.evaluation.pairing import Case, Common, Paired
from assessments.evaluation.showing import BANDS, FEW_QUESTIONS, Showing
from assessments.evaluation.wording import cautions, class_gain_in_words, forms_in_words, gain_in_words, headline
from assessments.models import Sitting
from assessments.sheets import SheetItem
from assessments.statistics import Estimate
from assessments.stems import shown_stem
from courses.models import Cohort
from lessons.models import LearningOutcome


@dataclass(frozen=True)
class Score:
    """A score of 100 as it is shown, None where there is none. ``n_waiting`` answers still wait for a person."""

    attempt: int | None
    percent: int | None
    n_waiting: int = 0


NOT_TAKEN = Score(None, None)


@dataclass(frozen=True)
class LearnerRow:
    """One learner: before, after, and by outcome after. ``reason`` says why one of them is missing."""

    seat: int
    name: str
    before: Score
    after: Score
    change: int | None
    cells: Sequence[int | None]


@dataclass(frozen=True)
class Missing:
    """Somebody without an attempt that counts, and whether there is one that does not."""

    name: str
    is_under_way: bool
    is_void: bool


@dataclass(frozen=True)
class OutcomeRow:
    """A learning outcome of ``n_questions``. ``gain`` is None where both quizzes share no question of it."""

    outcome: LearningOutcome
    n_questions: int
    before: float | None
    after: float | None
    gain: Estimate | None
    mastery_before: Mastery
    mastery_after: Mastery

    @property
    def is_thin(self) -> bool:
        return self.n_questions < FEW_QUESTIONS


@dataclass(frozen=True)
class QuestionRow:
    """A question in the version that was asked. Facilities are in [0, 1], None where it was not asked.

    ``facility_…`` are of those who sat both quizzes; ``facility`` and what follows it of everybody at the last one.
    Of everybody at the quiz after, ``n_blank`` passed it over and answered a later one, ``n_not_reached`` did not.
    ``flags`` say why it should be looked at. ``choices``, ``wrong`` with how many gave it (for check-all questions
    ``slips``), and the flag of a wrong option that draws the strong are there once ``reports/answered`` has read them.
    """

    number: int
    item: SheetItem
    is_common: bool
    facility_before: float | None
    facility_after: float | None
    change: Change
    n_blank: int
    n_not_reached: int
    n_waiting: int
    facility: float | None
    r: float | None
    efficiency: float | None
    weight: float | None
    flags: Sequence[str]
    remarks: Sequence[str]
    choices: Sequence[Choice] = ()
    wrong: tuple[Sequence[str], int] | None = None
    slips: Slips | None = None

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.item)

    @property
    def gain(self) -> float | None:
        """The change of the facility in [-1, 1]; None for a question that was asked once."""
        if not self.is_common:
            return None
        if self.facility_before is None or self.facility_after is None:
            return None
        return self.facility_after - self.facility_before


@dataclass(frozen=True)
class BandRow:
    """A band of scores, from ``low`` to ``high`` percent, and how many of those who sat both were in it."""

    low: int
    high: int
    n_before: int
    n_after: int


@dataclass(frozen=True)
class CohortResults:
    """The results of a cohort, or one group of it, at a quiz before and one after; either may be None.

    ``n_waiting`` attempts have answers that wait for a person; ``n_lost`` have some that waited when their learner was
    erased. ``percents_after`` are those of everybody who sat the quiz after the lesson, of 100 and not rounded; NaN of
    nothing.
    """

    cohort: Cohort
    pre: Sitting | None
    post: Sitting | None
    group: int | None
    common: Common
    people: Paired
    learners: Sequence[LearnerRow]
    missing_before: Sequence[Missing]
    missing_after: Sequence[Missing]
    gain: Gain | None
    mean_before: float | None
    mean_after: float | None
    mean_before_of_leavers: float | None
    outcomes: Sequence[OutcomeRow]
    heat: Sequence[LearningOutcome]
    questions: Sequence[QuestionRow]
    misconceptions: Sequence[Held]
    quality: Quality
    marks: Marks
    n_waiting: int
    n_lost: int
    n_late: int
    n_regraded: int
    mastered: int
    percents_after: Array

    @property
    def showing(self) -> Showing:
        return Showing(self.gain.n if self.gain else len(self.people.both))

    @property
    def headline(self) -> list[str]:
        return headline(len(self.people.both), self.gain)

    @property
    def has_other_totals(self) -> bool:
        """Whether scores here may differ from those of each whole quiz: not everything has points on both sides."""
        return bool(self.people.both) and (self.common.case is Case.ANCHORS or bool(self.n_waiting or self.n_lost))

    @property
    def sentences(self) -> list[str]:
        return gain_in_words(self.gain) if self.gain else []

    @property
    def class_gain(self) -> str:
        return class_gain_in_words(self.gain) if self.gain else ""

    @property
    def about_forms(self) -> list[str]:
        """How the questions of both quizzes relate, once somebody has sat both."""
        return forms_in_words(self.common) if self.people.both else []

    @property
    def cautions(self) -> list[str]:
        counts_first = all(each.counts_first for each in (self.pre, self.post) if each)
        return list(cautions(self.gain, self.common, self.n_regraded, counts_first=counts_first))

    @property
    def alarms(self) -> list[Held]:
        """Wrong ideas that most of the class hold after the lesson."""
        return [each for each in self.misconceptions if self.showing.class_figures and each.is_majority_after]

    @property
    def heat_means(self) -> list[float | None]:
        """The mean of each outcome after the lesson, of everybody who sat that quiz; empty where so few did."""
        rows = [row.cells for row in self.learners if row.cells]
        if not Showing(len(rows)).class_figures:
            return []
        known = [[cell for cell in column if cell is not None] for column in zip(*rows, strict=True)]
        return [sum(column) / len(column) if column else None for column in known]

    @property
    def distribution(self) -> list[BandRow]:
        """How many of those who are compared scored how much, lowest first."""
        compared = [row for row in self.learners if row.change is not None]
        ends = [0, *BANDS, 101]
        before, after = (
            np.histogram(np.array(scores, float), ends)[0].tolist()
            for scores in ([row.before.percent for row in compared], [row.after.percent for row in compared])
        )
        return [
            BandRow(low, end - 1, n_before, n_after)
            for (low, end), n_before, n_after in zip(pairwise(ends), before, after, strict=True)
        ]

    def n_reaching(self, least: float) -> int:
        """Return how many reached ``least`` percent after the lesson."""
        return mastery_of(self.percents_after, least).k

    @property
    def n_before(self) -> int:
        return len(self.people.both) + len(self.people.only_before)

    @property
    def n_after(self) -> int:
        return len(self.people.both) + len(self.people.only_after)
