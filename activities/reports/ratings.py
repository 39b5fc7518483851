"""What came of ratings. Nothing is told about a group until enough people have rated it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from activities.models import ActivityRun, Rating
from courses.models import Enrolment, Group

MIN_RATERS = 3


@dataclass(frozen=True)
class Turn:
    """A group with its task, in the order of the turns. ``is_rated`` when the reader has rated it."""

    group: Group
    task: str
    is_rated: bool = False


@dataclass(frozen=True)
class ScaleResult:
    """What a group got on one scale. ``mean`` is null when fewer than MIN_RATERS gave a number."""

    label: str
    n: int
    mean: Fraction | None

    @property
    def shown(self) -> str:
        """The mean with one decimal, or nothing."""
        return f"{float(self.mean):.1f}" if self.mean is not None else ""


@dataclass(frozen=True)
class GroupResult:
    """What a group got. ``scales`` and ``comments`` are empty while too few have rated; comments have no names."""

    turn: Turn
    n_raters: int
    scales: Sequence[ScaleResult]
    comments: Sequence[tuple[str, Sequence[str]]]

    @property
    def is_hidden(self) -> bool:
        return self.n_raters < MIN_RATERS


def turns_of(run: ActivityRun, *, seat: Enrolment | None = None, rated: Sequence[int] = ()) -> list[Turn]:
    """Return the groups in the order of their turns, the own one of ``seat`` left out.

    Groups without a turn come last. ``rated`` are the keys of those that the reader has rated.
    """
    tasks = {each["group"]: each["task"] for each in run.tasks}
    order = {group: place for place, group in enumerate(tasks)}
    own = seat.group_id if seat else None
    groups = sorted(run.cohort.groups.all(), key=lambda group: order.get(group.pk, len(order)))
    return [Turn(group, tasks.get(group.pk, ""), group.pk in rated) for group in groups if group.pk != own]


def results_of(run: ActivityRun) -> list[GroupResult]:
    """Return what each group got, in the order of the turns."""
    given: dict[int, list[Rating]] = {}
    for rating in run.ratings.all():
        given.setdefault(rating.group_id, []).append(rating)
    return [_result(run, turn, given.get(turn.group.pk, [])) for turn in turns_of(run)]


def _result(run: ActivityRun, turn: Turn, ratings: Sequence[Rating]) -> GroupResult:
    plan = run.rating
    if plan is None or len(ratings) < MIN_RATERS:
        return GroupResult(turn, len(ratings), (), ())
    scales = [
        mean_of(label, [rating.values[place] for rating in ratings]) for place, label in enumerate(plan["scales"])
    ]
    # Sorted, so that their order does not tell who sent first.
    comments = [
        (label, sorted(text for rating in ratings if (text := rating.comments[place])))
        for place, label in enumerate(plan["comments"])
    ]
    return GroupResult(turn, len(ratings), scales, comments)


def mean_of(label: str, values: Sequence[int | None]) -> ScaleResult:
    """Return the mean of the numbers that were given, or null when fewer than MIN_RATERS gave one."""
    given = [value for value in values if value is not None]
    mean = Fraction(sum(given), len(given)) if len(given) >= MIN_RATERS else None
    return ScaleResult(label, len(given), mean)
