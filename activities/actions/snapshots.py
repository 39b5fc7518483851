"""Keeps a board as it was."""

from datetime import datetime

from activities.models import Board, BoardSnapshot
from activities.points import gather


def take_snapshot(*, board: Board, label: str, now: datetime) -> BoardSnapshot | None:
    """Keep what ``board`` shows now, or return None when it is empty. Call it while the board's row is locked.

    Safe to repeat: the same state is kept once.
    """
    points = gather(board.entries.all())
    if not points:
        return None
    entries = [
        {
            "entry": point.entry.pk,
            "text": point.entry.text,
            "places": point.entry.places,
            "phase": point.entry.phase,
            "n": point.n,
        }
        for point in points
    ]
    return BoardSnapshot.objects.get_or_create(
        board=board, rev=board.rev, phase=board.phase, defaults={"label": label, "entries": entries, "taken_at": now}
    )[0]
