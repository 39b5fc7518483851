"""Activities of a lesson, and what classes do with them: runs, boards and ratings."""

from activities.models.boards import Board, BoardChange, BoardEntry, BoardSnapshot
from activities.models.content import Activity, ActivityQuerySet, Phase
from activities.models.ratings import GuestPass, Rating
from activities.models.runs import ActivityRun

__all__ = [
    "Activity",
    "ActivityQuerySet",
    "ActivityRun",
    "Board",
    "BoardChange",
    "BoardEntry",
    "BoardSnapshot",
    "GuestPass",
    "Phase",
    "Rating",
]
