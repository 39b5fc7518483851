"""Changes to runs of activities: start, phases, what was chosen, end."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from activities.actions.snapshots import take_snapshot
from activities.models import Activity, ActivityRun, Board, BoardChange, BoardEntry, BoardSnapshot
from activities.phases import phases_of
from courses.bell import ring
from courses.models import Cohort, Group

MAX_TITLE = 300


@transaction.atomic
def start_run(
    *,
    activity: Activity,
    cohort: Cohort,
    by: User,
    now: datetime,
    variation: str = "",
    choice: str = "",
    is_rehearsal: bool = False,
) -> ActivityRun:
    """Return the run of ``activity`` that goes on in ``cohort``, or a new one, with its boards.

    A new run keeps the form for ratings and the checklist as the activity has them now.
    Safe to repeat: what goes on keeps its variation and choice, and gets boards for groups that were made since.
    """
    # Two instructors who start together queue here; each would otherwise find nothing that goes on.
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    run, is_new = ActivityRun.objects.get_or_create(
        activity=activity,
        cohort=cohort,
        is_rehearsal=is_rehearsal,
        ended_at=None,
        defaults={
            "variation": variation,
            "choice": choice,
            "rating": activity.rating,
            "checklist": activity.points_to_hear,
            "created_by": by,
            "started_at": now,
        },
    )
    if make_boards(run=run) or is_new:
        ring(cohort.pk)
    return run


@transaction.atomic
def make_boards(*, run: ActivityRun) -> list[Board]:
    """Make the boards that ``run`` lacks and return them: the class's own, and one per group where groups work.

    Safe to repeat. An activity without a board gets none.
    """
    plan = run.activity.board_plan
    if plan is None:
        return []
    ActivityRun.objects.select_for_update().get(pk=run.pk)
    boards = {board.group_id: board for board in run.boards.all()}
    title = board_title(run)
    made = [] if None in boards else [_make_board(run, plan, title)]
    phase = boards[None].phase if None in boards else ""
    groups = run.cohort.groups.exclude(pk__in=[key for key in boards if key]) if run.activity.has_group_boards else []
    return made + [_make_board(run, plan, title, group=group, phase=phase) for group in groups]


def board_title(run: ActivityRun) -> str:
    """Return what a board of ``run`` is called: the activity, and what the class chose."""
    title = run.activity.title
    return (f"{title}: {run.choice}" if run.choice else title)[:MAX_TITLE]


def _make_board(
    run: ActivityRun, plan: dict[str, Any], title: str, *, group: Group | None = None, phase: str = ""
) -> Board:
    """Return a new board. A group's own is open from the start, and in a gallery it is a plain list."""
    is_plain = group is not None and plan["kind"] == Board.Kind.GALLERY
    return Board.objects.create(
        run=run,
        group=group,
        title=title,
        kind=plan["kind"],
        regions=[] if is_plain else plan["regions"],
        rings=plan.get("rings", []),
        cards=plan.get("cards", []),
        phase=phase,
        is_open=group is not None,
    )


@transaction.atomic
def set_phase(*, run: ActivityRun, phase: str, now: datetime) -> bool:
    """Let new entries belong to the phase of this slug; return whether it is another one than before.

    What the boards had when the former phase ended is kept. Safe to repeat.
    """
    boards = [board for board in _held_boards(run) if board.phase != phase]
    titles = _phase_titles(run)
    for board in boards:
        take_snapshot(board=board, label=titles.get(board.phase, board.title), now=now)
    _change_boards(run, boards, phase=phase)
    return bool(boards)


@transaction.atomic
def end_run(*, run: ActivityRun, now: datetime) -> bool:
    """End ``run``: boards close and are kept as they are. Return whether this call ended it. Safe to repeat."""
    if not ActivityRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=now):
        return False
    boards = _held_boards(run)
    titles = _phase_titles(run)
    for board in boards:
        take_snapshot(board=board, label=titles.get(board.phase, board.title), now=now)
    _change_boards(run, boards, is_open=False)
    ring(run.cohort_id)
    return True


@transaction.atomic
def resume_run(*, run: ActivityRun) -> bool:
    """Let a run go on that ended by mistake, the boards of its groups too. Return whether this call did.

    Safe to repeat. A run whose activity was begun anew stays ended.
    """
    others = ActivityRun.objects.filter(
        activity=run.activity_id, cohort=run.cohort_id, is_rehearsal=run.is_rehearsal, ended_at=None
    )
    if others.exists() or not ActivityRun.objects.filter(pk=run.pk, ended_at__isnull=False).update(ended_at=None):
        return False
    _change_boards(run, [board for board in _held_boards(run) if board.group_id is not None], is_open=True)
    ring(run.cohort_id)
    return True


def _held_boards(run: ActivityRun) -> list[Board]:
    return list(Board.objects.select_for_update().filter(run=run).order_by("pk"))


def _phase_titles(run: ActivityRun) -> dict[str, str]:
    return {phase.slug: phase.title for phase in phases_of(run.activity, run.variation)}


def _change_boards(run: ActivityRun, boards: Iterable[Board], **changes: Any) -> None:
    changed = list(boards)
    for board in changed:
        for name, value in changes.items():
            setattr(board, name, value)
        board.rev += 1
        board.save(update_fields=[*changes, "rev"])
    if changed:
        ring(run.cohort_id)


@transaction.atomic
def settle_run(*, run: ActivityRun, variation: str, choice: str) -> bool:
    """Keep what the class settled on; return whether it is new. Titles of boards follow. Safe to repeat."""
    row = ActivityRun.objects.select_for_update().get(pk=run.pk)
    if (row.variation, row.choice) == (variation, choice):
        return False
    row.variation, row.choice = variation, choice
    row.save(update_fields=["variation", "choice"])
    _change_boards(row, _held_boards(row), title=board_title(row))
    return True


@transaction.atomic
def set_tasks(*, run: ActivityRun, tasks: Sequence[tuple[Group, str]]) -> None:
    """Keep the task of each group, in the order of their turns. Safe to repeat."""
    kept = [{"group": group.pk, "task": task} for group, task in tasks]
    ActivityRun.objects.filter(pk=run.pk).update(tasks=kept)
    ring(run.cohort_id)


@transaction.atomic
def mark_heard(*, run: ActivityRun, point: int, is_heard: bool) -> None:
    """Tick a point of the checklist, by its place, or take the tick away. Safe to repeat."""
    row = ActivityRun.objects.select_for_update().get(pk=run.pk)
    heard = set(row.heard) - {point}
    row.heard = sorted(heard | {point} if is_heard else heard)
    row.save(update_fields=["heard"])


@transaction.atomic
def remove_rehearsal(run: ActivityRun) -> None:
    """Delete a rehearsal with everything in it. Raises ValueError for a run that counts. Safe to repeat."""
    if not run.is_rehearsal:
        raise ValueError(f"run {run.pk} is no rehearsal")
    BoardChange.objects.filter(board__run=run).delete()
    BoardSnapshot.objects.filter(board__run=run).delete()
    entries = BoardEntry.objects.filter(board__run=run)
    entries.update(merged_into=None)  # what stands for another one is protected
    entries.delete()
    run.boards.all().delete()
    run.ratings.all().delete()
    run.guest_passes.all().delete()
    ActivityRun.objects.filter(pk=run.pk).delete()
