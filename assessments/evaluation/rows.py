"""The rows of the pages of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.evaluation.answers import Choice, Held
from assessments.evaluation.gains import Change, Gain, Mastery, Quality
from assessments.evaluation.pairing import Common, Paired
from assessments.evaluation.showing import BANDS, FEW_QUESTIONS, Showing
from assessments.evaluation.wording import cautions, class_gain_in_words, forms_in_words, gain_in_words, headline
from assessments.models import Sitting
from assessments.reports.stems import shown_stem
from assessments.sheets import SheetItem
from assessments.statistics import Estimate
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
    """

    number: int
    item: SheetItem
    is_common: bool
    facility_before: float | None
    facility_after: float | None
    change: Change
    n_blank: int
    n_waiting: int
    facility: float | None
    r: float | None
    efficiency: float | None
    weight: float | None
    is_flagged: bool
    remarks: Sequence[str]
    choices: Sequence[Choice]
    wrong: tuple[Sequence[str], int] | None

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
    """The results of a cohort at a quiz before and one after; either may be None while there is none."""

    cohort: Cohort
    pre: Sitting | None
    post: Sitting | None
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
    n_waiting: int
    n_late: int
    n_regraded: int
    mastered: int

    @property
    def showing(self) -> Showing:
        return Showing(self.gain.n if self.gain else len(self.people.both))

    @property
    def headline(self) -> list[str]:
        return headline(len(self.people.both), self.gain)

    @property
    def sentences(self) -> list[str]:
        return gain_in_words(self.gain) if self.gain else []

    @property
    def class_gain(self) -> str:
        return class_gain_in_words(self.gain) if self.gain else ""

    @property
    def about_forms(self) -> list[str]:
        return forms_in_words(self.common) if self.pre and self.post else []

    @property
    def cautions(self) -> list[str]:
        return list(cautions(self.gain, self.common, self.n_regraded))

    @property
    def alarms(self) -> list[Held]:
        """Wrong ideas that most of the class hold after the lesson."""
        return [each for each in self.misconceptions if self.showing.class_figures and each.is_majority_after]

    @property
    def heat_means(self) -> list[float | None]:
        """The mean of each outcome after the lesson, of everybody who sat that quiz."""
        rows = [row.cells for row in self.learners if row.cells]
        known = [[cell for cell in column if cell is not None] for column in zip(*rows, strict=True)]
        return [sum(column) / len(column) if column else None for column in known]

    @property
    def distribution(self) -> list[BandRow]:
        """How many of those who are compared scored how much, lowest first."""
        pairs = [(row.before.percent, row.after.percent) for row in self.learners if row.change is not None]
        ends = [0, *BANDS, 101]
        return [
            BandRow(low, end - 1, *(sum(low <= (pair[side] or 0) < end for pair in pairs) for side in (0, 1)))
            for low, end in pairwise(ends)
        ]

    @property
    def n_before(self) -> int:
        return len(self.people.both) + len(self.people.only_before)

    @property
    def n_after(self) -> int:
        return len(self.people.both) + len(self.people.only_after)
