"""A question to the room as the class sees it: on the class screen, and on a learner's device.

What is not shown yet is not gathered: neither votes nor the key are at hand on these pages before their time.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.utils import timezone

from assessments.choices import choices_of
from assessments.models import KeyRevision, QuestionVersion
from assessments.reports.feedback import right_answers
from assessments.reports.quiz import QuizItem
from assessments.scoring import Vocabulary, make_vocabulary
from assessments.sheets import SheetItem
from courses.models import Enrolment, Group
from delivery.models import QuestionRun
from delivery.tally import LEAST, Change, Count, Tally, compare, n_hands, option_values, tally
from lessons.models import Lesson, Term

type Terms = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bar:
    """One option with its count. ``before`` is its share in the run that this one repeats, None without one.

    ``is_right`` is None as long as the class must not know.
    """

    value: str
    text: str
    count: Count
    is_right: bool | None = None
    before: int | None = None


@dataclass(frozen=True)
class WrittenBox:
    """What was written in one box. ``label`` is empty when the question has but one."""

    label: str
    texts: Sequence[Count]
    cloud: Sequence[Count]


@dataclass(frozen=True)
class Chart:
    """The answers of a class, ``n_by_hand`` of them raised hands.

    Without bars and boxes when there are not enough to show them; hands are then held back with the few from devices.
    """

    n: int
    n_by_hand: int
    is_enough: bool
    bars: Sequence[Bar] = ()
    boxes: Sequence[WrittenBox] = ()
    changes: Sequence[Change] = ()

    @property
    def n_devices(self) -> int:
        return self.n - self.n_by_hand


@dataclass(frozen=True)
class Solution:
    """What is right: values of options, and in words. ``model_answer`` is that of a written question."""

    values: Set[str]
    texts: Sequence[str]
    model_answer: str = ""


@dataclass(frozen=True)
class Room:
    """A question as everybody in the class may see it now. ``chart`` and ``solution`` are None until shown.

    The counts ask the database when they are first needed: the phones of a class do not show them.
    """

    run: QuestionRun
    question: QuizItem
    chart: Chart | None
    solution: Solution | None

    @cached_property
    def n_answered(self) -> int:
        return self.run.votes.count()

    @cached_property
    def n_expected(self) -> int:
        """How many may answer. Somebody may do so before the room has noticed that they are there."""
        return max(n_expected(self.run, timezone.now()), self.n_answered)

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Value and text of each option, and whether the class knows that it is right."""
        right = self.solution.values if self.solution else frozenset()
        return [(value, text, value in right) for value, text in self.question.choices]


def room_of(run: QuestionRun, *, answer: Any = None, sequence: int = 0) -> Room:
    """Return what the class may see of ``run``. ``answer`` is what the device that asks has answered itself."""
    question = question_of(run, answer=answer, sequence=sequence)
    solution = solution_of(run, question.item) if run.is_solved else None
    return Room(
        run=run,
        question=question,
        chart=shown_chart(run, question.item, solution) if run.is_shown else None,
        solution=solution,
    )


def question_of(run: QuestionRun, *, answer: Any = None, sequence: int = 0) -> QuizItem:
    """Return the question of ``run`` as a form or a screen draws it."""
    item = sheet_item(run.version)
    return QuizItem(
        number=run.number, item=item, options=item.content.get("options", ()), answer=answer, sequence=sequence
    )


def sheet_item(version: QuestionVersion) -> SheetItem:
    """Return a version as the only question of a page."""
    return SheetItem(
        position=0,
        points=version.points,
        version_id=version.pk,
        question_id=version.question_id,
        type=version.type,
        stem=version.stem,
        content=version.content,
        digest=version.digest,
    )


def n_expected(run: QuestionRun, now: datetime) -> int:
    """Return how many may answer: the learners who follow the class now, or the groups that somebody is in.

    After the class it is all who were in the room. Who was erased is in no group.
    """
    if run.audience == QuestionRun.Audience.GROUPS:
        answering = Enrolment.objects.present()
        return Group.objects.filter(cohort=run.delivery.cohort_id, members__in=answering).distinct().count()
    present = run.delivery.attendances.all()
    return (present.connected(now) if run.delivery.is_running else present).count()


def least_of(run: QuestionRun) -> int:
    """Return how few answers may be shown. A group's answer is nobody's own."""
    return 1 if run.audience == QuestionRun.Audience.GROUPS else LEAST


def solution_of(run: QuestionRun, item: SheetItem) -> Solution:
    """Return what the newest key says is right."""
    key = newest_key(run.version_id)
    right = right_answers(item, key)
    values = {value for value, text in choices_of(item, item.content.get("options", ())) if text in right}
    return Solution(values, right, key.get("model_answer") or "")


def newest_key(version: int) -> Mapping[str, Any]:
    """Return the content of the newest key of a version."""
    return KeyRevision.objects.filter(version=version).order_by("number").values_list("key", flat=True).last() or {}


def shown_chart(run: QuestionRun, item: SheetItem, solution: Solution | None) -> Chart:
    """Return the answers as the class sees them, compared with those of the run that this one repeats."""
    return chart_of(run, item, solution, hidden=frozenset(run.hidden_texts), least=least_of(run))


def chart_of(run: QuestionRun, item: SheetItem, solution: Solution | None, *, hidden: Set[str], least: int) -> Chart:
    """Return the answers to ``run`` without the texts of ``hidden``; only their number when below ``least``."""
    vocabulary = terms_of(run.delivery.lesson)
    now = _tally(run, item, vocabulary, hidden, least)
    before = _tally(run.repeats, item, vocabulary, hidden, least) if run.repeats else None
    changes = compare(before, now) if before else ()
    return Chart(
        n=now.n,
        n_by_hand=n_hands(item.type, run.hands),
        is_enough=now.is_enough,
        bars=_bars(item, now, solution, changes),
        boxes=_written(item, now),
        changes=changes,
    )


def _tally(run: QuestionRun, item: SheetItem, vocabulary: Vocabulary, hidden: Set[str], least: int) -> Tally:
    answers = list(run.votes.order_by().values_list("answer", flat=True))
    return tally(item.type, item.content, answers, vocabulary=vocabulary, hands=run.hands, hidden=hidden, least=least)


def _bars(item: SheetItem, counted: Tally, solution: Solution | None, changes: Sequence[Change]) -> list[Bar]:
    texts = dict(choices_of(item, item.content.get("options", ())))
    before = {change.value: change.before for change in changes}
    return [
        Bar(
            value=count.value,
            text=texts[count.value],
            count=count,
            is_right=count.value in solution.values if solution else None,
            before=before.get(count.value),
        )
        for count in counted.options
    ]


def _written(item: SheetItem, counted: Tally) -> list[WrittenBox]:
    labels = {box.part: box.label for box in QuizItem(0, item, (), None, 0).boxes}
    is_one = len(counted.boxes) == 1
    return [WrittenBox("" if is_one else labels[box.part], box.texts, box.cloud) for box in counted.boxes]


def terms_of(lesson: Lesson) -> Vocabulary:
    """Return the words of a lesson by which texts are merged. Nothing of a key is in it."""
    terms = Term.objects.filter(lesson=lesson).order_by("position")
    return _vocabulary(tuple(tuple(term.spellings) for term in terms))


@lru_cache(maxsize=16)
def _vocabulary(terms: Terms) -> Vocabulary:
    return make_vocabulary(terms)


def has_options(run: QuestionRun) -> bool:
    """Return whether one chooses, so that hands can be counted."""
    return bool(option_values(run.version.type, run.version.content))
