"""A class when it is over: its times, what was answered, its boards, who was there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.models import ActivityRun
from activities.reports.boards import BoardView, views_of
from activities.reports.runs import CheckPoint, checklist_of
from assessments.lesson_keys import LessonKeys, keys_of
from assessments.scoring import Verdict
from assessments.stems import shown_stem
from courses.models import Enrolment
from delivery.models import Attendance, Delivery, PlanItem, Privacy, QuestionRun
from delivery.pacing import Clock
from delivery.plan import names_of
from delivery.reports.clocks import clock_from_rows
from delivery.reports.scenes import steps_by_key
from delivery.tally import LEAST, answers_by_hand, judge, n_hands
from lessons.deck import Frame, deck_of
from lessons.models import LearningOutcome


@dataclass(frozen=True)
class TimeRow:
    """An item with the seconds planned for it and spent on it; ``actual`` is None when the class never saw it.

    ``name`` is what to call it, and ``frame`` its frame if it has one.
    """

    item: PlanItem
    name: str
    frame: Frame | None
    actual: int | None

    @property
    def difference(self) -> int | None:
        """Whole minutes that it took longer than planned; negative when shorter, None when it was not shown."""
        return None if self.actual is None else round((self.actual - self.item.seconds) / 60)


@dataclass(frozen=True)
class AskedRow:
    """A question to the room with how many answered, on devices and by hand, and how many of those were right.

    ``n_right`` is of the ``n_judged`` answers of which it is told whether they are right. That is not told of written
    answers, of anonymous ones below the number that hides who gave which, and of hands where one may choose several.
    ``n_right`` is None when it is told of none.
    """

    run: QuestionRun
    stem: str
    n: int
    n_judged: int
    n_right: int | None


@dataclass(frozen=True)
class OutcomeRow:
    """A learning outcome with the questions about it."""

    outcome: LearningOutcome
    asked: Sequence[AskedRow]

    @property
    def n(self) -> int:
        """Answers that are known to be right or not."""
        return sum(row.n_judged for row in self.asked)

    @property
    def n_right(self) -> int:
        return sum(row.n_right or 0 for row in self.asked)

    @property
    def percent(self) -> int | None:
        """The share of right answers in percent, None without any."""
        return round(100 * self.n_right / self.n) if self.n else None


@dataclass(frozen=True)
class ListenedRow:
    """An activity with the points to listen for in it, and which of them were heard."""

    run: ActivityRun
    points: Sequence[CheckPoint]

    @property
    def n_heard(self) -> int:
        return sum(point.is_heard for point in self.points)


@dataclass(frozen=True)
class BoardsRow:
    """An activity with its boards as they were left."""

    run: ActivityRun
    views: Sequence[BoardView]


@dataclass(frozen=True)
class SeatRow:
    """A learner, with when they were first seen in the class; None for somebody who was not."""

    seat: Enrolment
    at: datetime | None


@dataclass(frozen=True)
class AfterClass:
    """Everything about a class that is over."""

    clock: Clock
    times: Sequence[TimeRow]
    asked: Sequence[AskedRow]
    outcomes: Sequence[OutcomeRow]
    boards: Sequence[BoardsRow]
    listened: Sequence[ListenedRow]
    seats: Sequence[SeatRow]

    @property
    def planned(self) -> int:
        """Seconds of teaching that were planned."""
        kinds = PlanItem.Kind
        return sum(row.item.seconds for row in self.times if row.item.kind != kinds.BREAK and not row.item.is_hidden)

    @property
    def n_present(self) -> int:
        return sum(row.at is not None for row in self.seats)


def after_class(delivery: Delivery, now: datetime) -> AfterClass:
    """Return the report on ``delivery``, with the same number of queries for any class."""
    items = list(delivery.items.select_related("activity").order_by("position", "pk"))
    clock = clock_from_rows(delivery, items, list(delivery.events.all()), now)
    asked = _asked(delivery)
    runs = _runs(delivery)
    return AfterClass(
        clock=clock,
        times=_times(delivery, [item for item in items if not item.is_hidden or item.pk in clock.actual], clock),
        asked=asked,
        outcomes=_outcomes(delivery, asked),
        boards=_boards(runs),
        listened=[ListenedRow(run, points) for run in runs if (points := checklist_of(run))],
        seats=_seats(delivery),
    )


def _runs(delivery: Delivery) -> list[ActivityRun]:
    runs = ActivityRun.objects.filter(plan_items__delivery=delivery).select_related("activity")
    return list(runs.prefetch_related("boards__group").order_by("started_at", "pk"))


def _times(delivery: Delivery, items: Sequence[PlanItem], clock: Clock) -> list[TimeRow]:
    frames = {key: step.frame for key, step in steps_by_key(delivery, items, deck_of(delivery.lesson)).items()}
    names = names_of(items, frames)
    return [TimeRow(item, names[item.pk], frames.get(item.frame), clock.actual.get(item.pk)) for item in items]


def _boards(runs: Sequence[ActivityRun]) -> list[BoardsRow]:
    views = {view.board.pk: view for view in views_of([board for run in runs for board in run.boards.all()])}
    return [BoardsRow(run, [views[board.pk] for board in run.boards.all()]) for run in runs]


def _seats(delivery: Delivery) -> list[SeatRow]:
    seen = dict(Attendance.objects.filter(delivery=delivery).values_list("enrolment", "at"))
    learners = delivery.cohort.enrolments.learners().select_related("user")
    return [SeatRow(seat, seen.get(seat.pk)) for seat in learners]


def _asked(delivery: Delivery) -> list[AskedRow]:
    runs = delivery.question_runs.filter(discarded_at=None).select_related("version__question").order_by("number")
    answers = _answers(runs)
    keys = keys_of(delivery.lesson_id) if answers or any(run.hands for run in runs) else None
    return [_asked_row(run, answers[run.pk], keys) for run in runs]


def _asked_row(run: QuestionRun, answers: Sequence[object], keys: LessonKeys | None) -> AskedRow:
    verdicts = _verdicts(run, answers, keys) if keys else []
    return AskedRow(
        run=run,
        stem=shown_stem(run.version),
        n=len(answers) + n_hands(run.version.type, run.hands),
        n_judged=len(verdicts),
        n_right=verdicts.count(Verdict.CORRECT) if verdicts else None,
    )


def _answers(runs: Iterable[QuestionRun]) -> Mapping[int, Sequence[object]]:
    answers: defaultdict[int, list[object]] = defaultdict(list)
    for run, answer in QuestionRun.objects.filter(pk__in=[run.pk for run in runs], votes__isnull=False).values_list(
        "pk", "votes__answer"
    ):
        answers[run].append(answer)
    return answers


def _verdicts(run: QuestionRun, answers: Sequence[object], keys: LessonKeys) -> list[Verdict]:
    """Return what the key says of each answer of which that is told; of none when a person has to judge one."""
    is_small = run.privacy == Privacy.ANONYMOUS and len(answers) < LEAST
    told = [*([] if is_small else answers), *answers_by_hand(run.version.type, run.hands)]
    if not told:
        return []
    _revision, item = keys.items[run.version_id]
    verdicts = [each.verdict for each in judge(item, told, keys.vocabulary)]
    return [] if Verdict.REVIEW in verdicts else verdicts


def _outcomes(delivery: Delivery, asked: Sequence[AskedRow]) -> list[OutcomeRow]:
    """Return the outcomes of the lesson; a question counts for each outcome that it tests."""
    outcomes = delivery.lesson.outcomes.filter(is_retired=False).prefetch_related("question_links")
    return [OutcomeRow(outcome, list(_about(outcome, asked))) for outcome in outcomes]


def _about(outcome: LearningOutcome, asked: Sequence[AskedRow]) -> Iterator[AskedRow]:
    questions = {link.question_id for link in outcome.question_links.all()}
    return (row for row in asked if row.run.version.question_id in questions)
