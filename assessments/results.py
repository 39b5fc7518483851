"""What a learner sees of a result. What the sitting has not released is not gathered at all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Attempt, FormItem, Question, QuestionOutcome, Score, Sitting
from assessments.points import AttemptPoints, ItemPoints, points_of
from assessments.reports.feedback import (
    ByPosition,
    Json,
    Teaching,
    comments_on,
    keys_of,
    reasons_for,
    right_answers,
    teaching_of,
)
from assessments.reports.quiz import QuizItem, quiz_of
from lessons.models import Slide


class State(StrEnum):
    """How one item ended."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    DROPPED = "dropped"


# What a learner may conclude the key from.
TELLING = {State.RIGHT, State.PARTLY, State.WRONG}


@dataclass(frozen=True)
class Total:
    """Points over some items: of those that have their points, and how many still wait.

    Of one that is withheld there are neither points nor full points, nor how many are right.
    """

    points: Decimal
    max_points: Decimal
    n_items: int
    n_right: int
    n_waiting: int
    is_withheld: bool = False

    @property
    def percent(self) -> int | None:
        """The share of the points so far, of 100; None while nothing has its points."""
        return round(100 * self.points / self.max_points) if self.max_points else None

    @property
    def n_judged(self) -> int:
        """How many items have their points."""
        return self.n_items - self.n_waiting

    @property
    def withheld(self) -> "Total":
        """The same without anything that tells of right and wrong."""
        return Total(Decimal(0), Decimal(0), self.n_items, 0, self.n_waiting, is_withheld=True)


@dataclass(frozen=True)
class Compared:
    """A total now and, where it was taken and is released, the same before the lesson."""

    name: str
    total: Total
    before: Total | None

    @property
    def change(self) -> int | None:
        """Points of 100 gained since the quiz before the lesson; None without one to compare with."""
        if self.before is None or self.before.percent is None or self.total.percent is None:
            return None
        return self.total.percent - self.before.percent

    @property
    def distance(self) -> int:
        """The change without its sign."""
        return abs(self.change or 0)


@dataclass(frozen=True)
class Answered:
    """One question of a result.

    As long as they are not released, ``state`` and ``points`` are None and the rest is empty. Whether an
    answer is right tells the key of a true/false question, so that this waits for the right answers.
    ``reasons`` tell why a corrected key or a person changed the points. ``slide`` is what to read again.
    """

    question: QuizItem
    state: State | None
    points: Decimal | None
    reasons: Sequence[str] = ()
    right: Sequence[str] = ()
    model_answer: str = ""
    feedback: Sequence[str] = ()
    comments: Sequence[str] = ()
    slide: Slide | None = None


@dataclass(frozen=True)
class Released:
    """What is released of a result. ``score`` is None and ``outcomes`` are empty while points are not."""

    answers: Sequence[Answered]
    score: Compared | None = None
    outcomes: Sequence[Compared] = ()

    @property
    def withholds(self) -> bool:
        """Whether the total of an outcome is left out on purpose."""
        return any(total.is_withheld for row in self.outcomes for total in (row.total, row.before) if total)


@dataclass(frozen=True)
class Result:
    """The result of one attempt. ``released`` is None as long as nothing of it may be seen.

    ``score_rule`` says when the points are released; ``rang_at`` when the time ended, if it was sent just then.
    """

    label: str
    kind: str
    score_rule: str
    language: str
    lesson_slug: str
    receipt: str
    submitted_at: datetime | None
    has_expired: bool
    rang_at: datetime | None
    is_void: bool
    void_reason: str
    n_late: int
    n_after_sending: int
    can_study: bool
    released: Released | None


@dataclass(frozen=True)
class Release:
    """What a learner who has submitted may see at one moment."""

    score: bool
    answers: bool
    feedback: bool

    @property
    def is_anything(self) -> bool:
        return self.score or self.answers or self.feedback

    @property
    def flags(self) -> bool:
        """Whether it may be told of each question if it was right."""
        return self.score and self.answers

    @property
    def least_in_outcome(self) -> int:
        """Over how many questions whose flag is secret points may be told: over one alone they are its flag."""
        return 1 if self.answers else 2


def release_of(sitting: Sitting, now: datetime) -> Release:
    """Return what the rules of ``sitting`` allow at ``now``."""
    return Release(
        score=sitting.is_released(sitting.release_score, now),
        answers=sitting.is_released(sitting.release_answers, now),
        feedback=sitting.is_released(sitting.release_feedback, now),
    )


def result_of(*, attempt: Attempt, now: datetime) -> Result:
    """Return the result of a closed attempt, with the same number of queries for any number of questions."""
    release = release_of(attempt.sitting, now)
    is_void = attempt.voided_at is not None
    late = [each.came_after_sending for each in attempt.late_responses.filter(is_accepted=None)]
    return Result(
        label=attempt.sitting.label,
        kind=attempt.sitting.kind,
        score_rule=attempt.sitting.release_score,
        language=attempt.form.lesson.language,
        lesson_slug=attempt.form.lesson.slug,
        receipt=attempt.receipt,
        submitted_at=attempt.submitted_at,
        has_expired=attempt.close_reason == Attempt.CloseReason.EXPIRED,
        rang_at=attempt.rang_at,
        is_void=is_void,
        void_reason=attempt.void_reason,
        n_late=late.count(False),
        n_after_sending=late.count(True),
        can_study=attempt.sitting.cohort.is_study_open,
        released=_released(attempt, release, now) if release.is_anything and not is_void else None,
    )


def _released(attempt: Attempt, release: Release, now: datetime) -> Released:
    candidates = _attempts_before(attempt, now) if release.score else []
    points = points_of([attempt, *candidates])
    answers = _answers(attempt, points[attempt.pk].items, release, now)
    if not release.score:
        return Released(answers)
    before = _counting(candidates, points)
    questions = _questions_of([attempt] if before is None else [attempt, before])
    side = Side(_by_question(attempt, points, questions), release.least_in_outcome)
    side_before = None
    if before:
        side_before = Side(_by_question(before, points, questions), release_of(before.sitting, now).least_in_outcome)
    return Released(answers, _compared(side, side_before), _by_outcome(side, side_before))


@dataclass(frozen=True)
class Side:
    """The items of one attempt by question, and the ``least`` number of secret ones over which points may be told."""

    items: Mapping[int, ItemPoints]
    least: int

    def totals(self, outcomes: Mapping[str, Iterable[int]]) -> dict[str, Total]:
        """Return the total of each outcome of which something was asked, withheld where it would give answers away.

        While right answers are not released, nobody may read from totals whether one answer was right. What a learner
        is told anyway is no secret: what waits, what is out of the total, and what was left empty, which has no
        points. So a total is withheld when fewer than ``least`` of its items are secret, but for none at all. The total
        of the quiz is always told, and less what the outcomes tell it is the total of everything else: what is
        withheld, and questions about no outcome. Where fewer than ``least`` of those are secret, one outcome more is
        withheld, the one with the fewest secret items, so that the subtraction ends at several answers together.
        """
        own = {name: [self.items[each] for each in those if each in self.items] for name, those in outcomes.items()}
        totals = {name: total for name, items in own.items() if (total := total_of(items)).n_items}
        secret = {name: n for name in totals if (n := _n_secret(own[name]))}
        told = {name: n for name, n in secret.items() if n >= self.least}
        n_left = _n_secret(self.items.values()) - sum(told.values())
        if told and 0 < n_left < self.least:
            del told[min(told, key=lambda name: told[name])]
        return {
            name: total.withheld if name in secret and name not in told else total for name, total in totals.items()
        }


def _n_secret(items: Iterable[ItemPoints]) -> int:
    """Return of how many ``items`` it is not told before the right answers how they ended."""
    return sum(state_of(item) in TELLING for item in items)


def _compared(side: Side, before: Side | None) -> Compared:
    total_before = total_of(before.items.values()) if before else None
    return Compared(_("All questions"), total_of(side.items.values()), total_before)


def total_of(items: Iterable[ItemPoints]) -> Total:
    """Return the points over ``items``; those out of the total do not count."""
    counting = [item for item in items if not item.is_dropped]
    judged = [(item.points, item.max_points) for item in counting if item.points is not None]
    return Total(
        points=sum((points for points, _full in judged), Decimal(0)),
        max_points=sum((full for _points, full in judged), Decimal(0)),
        n_items=len(counting),
        n_right=sum(points == full for points, full in judged),
        n_waiting=len(counting) - len(judged),
    )


def _by_outcome(side: Side, before: Side | None) -> list[Compared]:
    """Return a row for each learning outcome that is the primary one of a question of this attempt.

    Also where its total is withheld: an outcome that is not there would look as if nothing had been asked of it.
    """
    asked = [*side.items, *(before.items if before else ())]
    links = QuestionOutcome.objects.filter(question__in=asked, position=0)
    questions: defaultdict[str, list[int]] = defaultdict(list)
    for link in links.select_related("outcome").order_by("outcome__position"):
        questions[link.outcome.short].append(link.question_id)
    totals_before = before.totals(questions) if before else {}
    return [Compared(name, total, totals_before.get(name)) for name, total in side.totals(questions).items()]


def _questions_of(attempts: Iterable[Attempt]) -> dict[tuple[int, int], int]:
    """Return the question of each item by form and position."""
    items = FormItem.objects.filter(form__in={attempt.form_id for attempt in attempts})
    rows = items.values_list("form", "position", "version__question")
    return {(form, position): question for form, position, question in rows}


def _by_question(
    attempt: Attempt, points: Mapping[int, AttemptPoints], questions: Mapping[tuple[int, int], int]
) -> dict[int, ItemPoints]:
    return {questions[attempt.form_id, item.position]: item for item in points[attempt.pk].items}


def _attempts_before(attempt: Attempt, now: datetime) -> list[Attempt]:
    """Return the learner's attempts at the newest quiz before the lesson they took, when its score may be seen."""
    sitting = attempt.sitting
    if sitting.kind != Sitting.Kind.POST:
        return []
    own = Attempt.objects.submitted().filter(enrolment=attempt.enrolment_id, sitting__kind=Sitting.Kind.PRE)
    chosen = Q(form__lesson=attempt.form.lesson) if sitting.crosses_id is None else Q(sitting=sitting.crosses_id)
    attempts = list(own.filter(chosen).select_related("sitting").order_by("sitting__created_at", "sitting", "number"))
    if not attempts or not release_of(attempts[-1].sitting, now).score:
        return []
    return [each for each in attempts if each.sitting == attempts[-1].sitting]


def _counting(attempts: Sequence[Attempt], points: Mapping[int, AttemptPoints]) -> Attempt | None:
    """Return the attempt that the rule of its sitting counts, or None."""
    if not attempts:
        return None
    match attempts[0].sitting.counts:
        case Sitting.Counts.FIRST:
            return attempts[0]
        case Sitting.Counts.LAST:
            return attempts[-1]
        case _best:
            return max(attempts, key=lambda attempt: points[attempt.pk].points)


def _answers(attempt: Attempt, points: Sequence[ItemPoints], release: Release, now: datetime) -> list[Answered]:
    """Return the questions in the order in which the learner saw them."""
    items = quiz_of(attempt, now).items
    by_position = {item.position: item for item in points}
    shown = Shown(
        release=release,
        keys=keys_of(points) if release.answers or release.feedback else {},
        reasons=reasons_for(attempt, [item.score for item in points if item.score]) if release.flags else {},
        comments=comments_on(attempt) if release.feedback else {},
        teaching=teaching_of(attempt) if release.feedback else None,
        slides=_slides_of(items) if release.feedback else {},
    )
    return [shown.answered(each, by_position[each.item.position]) for each in items]


@dataclass(frozen=True)
class Shown:
    """What may be shown beside the answers of one attempt, by position; empty where it is not released."""

    release: Release
    keys: Mapping[int, Json]
    reasons: ByPosition
    comments: ByPosition
    teaching: Teaching | None
    slides: Mapping[int, Slide]

    def answered(self, question: QuizItem, points: ItemPoints) -> Answered:
        """Return one question with what may be shown beside it."""
        position, key = points.position, self.keys.get(points.position)
        answer_key = key if self.release.answers else None
        return Answered(
            question=question,
            state=self._state(points),
            points=points.points if self.release.flags else None,
            reasons=self.reasons.get(position, ()),
            right=right_answers(question.item, answer_key) if answer_key else (),
            model_answer=answer_key.get("model_answer", "") if answer_key else "",
            feedback=self._feedback(question, points.score, key),
            comments=self.comments.get(position, ()),
            slide=self.slides.get(position),
        )

    def _state(self, points: ItemPoints) -> State | None:
        state = state_of(points)
        is_released = self.release.flags or (self.release.score and state not in TELLING)
        return state if is_released else None

    def _feedback(self, question: QuizItem, score: Score | None, key: Json | None) -> Sequence[str]:
        if self.teaching is None or score is None or key is None:
            return ()
        return self.teaching.on(question.item, score, key)


def _slides_of(items: Sequence[QuizItem]) -> dict[int, Slide]:
    """Return the slide that explains each item, by position, where there is one."""
    rows = Question.objects.filter(pk__in=[each.item.question_id for each in items], slide__is_retired=False)
    slides = {question.pk: question.slide for question in rows.select_related("slide") if question.slide}
    return {each.item.position: slides[each.item.question_id] for each in items if each.item.question_id in slides}


def state_of(item: ItemPoints) -> State:
    """Return how an item ended, in one word."""
    if item.is_dropped:
        return State.DROPPED
    if item.points is None:
        return State.WAITING
    if item.points == item.max_points:
        return State.RIGHT
    if item.points:
        return State.PARTLY
    is_empty = item.score is not None and item.score.verdict == Score.Verdict.UNANSWERED
    return State.UNANSWERED if is_empty else State.WRONG
