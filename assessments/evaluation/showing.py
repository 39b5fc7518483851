"""What may be shown of how many learners. Pure.

The limits come from 2,000 simulated cohorts for each size: with five learners a t interval of the mean gain covers
94 to 96 %, and a bootstrap one 82; a perfectly good question shows a negative discrimination in 12 % of classes of
eight.
"""

from dataclasses import dataclass
from enum import StrEnum

A_CLASS, A_GROUP, A_COURSE, MANY = 5, 10, 20, 40
# So many attempts of all cohorts together say how a version of a question works.
POOLED = 100
# On fewer questions an outcome is thin evidence.
FEW_QUESTIONS = 3
# Percent of the points from which an outcome counts as mastered, where no director has set another.
MASTERED = 80
# Where the bands of percent begin in which scores are shown: below 40, from 40, 60, 75 and 90 on.
BANDS = (40, 60, 75, 90)
# Shares of right answers outside which a question tells learners apart badly.
HARD, EASY = 0.2, 0.95
# From here down an item-rest r is said in words in a class too small for flags: nearer to 0 it is noise.
DOUBTFUL = -0.1


@dataclass(frozen=True)
class Showing:
    """What may be shown of ``n`` learners who sat both quizzes. Scores of single learners always may."""

    n: int

    @property
    def class_figures(self) -> bool:
        """The mean gain with its interval, how many went up and down, counts of outcomes and questions."""
        return self.n >= A_CLASS

    @property
    def effects(self) -> bool:
        """The class gain, standardised differences, alpha (each with its interval), p of single questions."""
        return self.n >= A_GROUP

    @property
    def discrimination(self) -> bool:
        """How well questions tell strong from weak, as a rough figure."""
        return self.n >= A_COURSE

    @property
    def flags(self) -> bool:
        """Questions that the machine points out."""
        return self.n >= MANY


class Flag(StrEnum):
    """Why a question should be looked at."""

    HARD = "hard"
    EASY = "easy"
    UPSIDE_DOWN = "upside down"


def flags_of(facility: float | None, r: float | None) -> list[Flag]:
    """Return why a question should be looked at, by its figures alone. Of how many they are is for others to ask."""
    is_true = {
        Flag.HARD: facility is not None and facility < HARD,
        Flag.EASY: facility is not None and facility > EASY,
        Flag.UPSIDE_DOWN: r is not None and r < 0,
    }
    return [flag for flag in Flag if is_true[flag]]
