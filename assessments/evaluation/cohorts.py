"""Cohorts side by side: the gain of each, and which of them were asked the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from assessments.evaluation.gains import Gain
from assessments.evaluation.pairing import Common
from assessments.evaluation.showing import Showing
from assessments.models import Sitting
from assessments.statistics import Estimate
from courses.models import Cohort
from lessons.models import Lesson


class Instructor(NamedTuple):
    """Who teaches a cohort."""

    pk: int
    name: str


@dataclass(frozen=True)
class CohortLine:
    """A cohort that was offered a quiz about a lesson. ``gain`` is None where both quizzes share no question.

    ``letter`` is the same for cohorts whose gains rest on the same questions; empty where nothing is compared.
    ``by_outcome`` has an entry for each outcome of the page, None where there is no gain to show.
    """

    cohort: Cohort
    lesson: Lesson
    instructors: Sequence[Instructor]
    pre: Sitting | None
    post: Sitting | None
    n_listed: int
    n_before: int
    n_after: int
    n_both: int
    n_waiting: int
    common: Common
    letter: str
    gain: Gain | None
    by_outcome: Sequence[Estimate | None]

    @property
    def address(self) -> str:
        """The query that shows these two quizzes on the page of the cohort."""
        pair = {"pre": self.pre, "post": self.post}
        return "?" + urlencode({name: each.pk for name, each in pair.items() if each})

    @property
    def n(self) -> int:
        """How many learners the gain rests on."""
        return self.gain.n if self.gain else 0

    @property
    def showing(self) -> Showing:
        return Showing(self.n)

    @property
    def completion(self) -> float | None:
        """The share of those on the list who sat both quizzes, in percent; None of an empty list."""
        return 100 * self.n_both / self.n_listed if self.n_listed else None

    @property
    def shown_gain(self) -> Estimate | None:
        """The mean gain, where there are enough learners to speak of a class."""
        return self.gain.gain if self.gain and self.showing.class_figures else None

    @property
    def class_gain(self) -> Estimate | None:
        """The share of the possible improvement, where it may be shown."""
        return self.gain.class_gain if self.gain and self.showing.effects else None


@dataclass(frozen=True)
class InstructorLine:
    """The cohorts of one instructor on a page. ``gain`` is that of all their learners together.

    It is None where they are too few, or where their cohorts were asked different questions (``is_mixed``).
    """

    name: str
    n_cohorts: int
    n_both: int
    is_mixed: bool
    gain: Estimate | None


def letter_of(number: int) -> str:
    """Return A, B, … Z, AA, AB … for 0, 1, …"""
    head, tail = divmod(number, 26)
    return (letter_of(head - 1) if head else "") + chr(ord("A") + tail)
