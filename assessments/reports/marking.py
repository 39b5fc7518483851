"""The written answers of a sitting: which wait for a marker, and which were marked how."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.db.models import Q

from accounts.models import User
from assessments.agreement import Pair, exact_agreement, weighted_kappa
from assessments.blinding import answer_token, is_in_sample, shown_code
from assessments.models import (
    Attempt,
    FormItem,
    Mark,
    MarkingPlan,
    Override,
    QuestionVersion,
    Score,
    Sitting,
)

type Place = tuple[int, int]
type ByPart = Mapping[str, Mark]


class Lane(StrEnum):
    """Which opinion a marker gives: the one that counts, or the second for the comparison."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Answer:
    """A written answer as its markers know it. ``first`` and ``second`` are the newest marks in force by part."""

    attempt_id: int
    item: FormItem
    token: str
    first: ByPart
    second: ByPart
    is_sampled: bool

    @property
    def code(self) -> str:
        """The code that stands for the learner."""
        return shown_code(self.token)

    @property
    def is_marked(self) -> bool:
        return len(self.first) >= len(parts_of(self.item.version))

    @property
    def is_marked_twice(self) -> bool:
        return self.is_marked and len(self.second) >= len(parts_of(self.item.version))

    @property
    def wants_second(self) -> bool:
        """Whether a second person should still mark it."""
        return self.is_sampled and self.is_marked and not self.is_marked_twice

    @property
    def pair(self) -> Pair:
        """The points of both opinions. Only for an answer that is marked twice."""
        return points_of_marks(self.first), points_of_marks(self.second)

    def lane_for(self, marker: User) -> Lane | None:
        """Return what ``marker`` is asked for, or None. Nobody gives a second opinion on their own mark."""
        if not self.is_marked:
            return Lane.FIRST
        return Lane.SECOND if self.wants_second and not self.is_marked_by(marker) else None

    def is_marked_by(self, marker: User) -> bool:
        """Return whether the mark that counts is of ``marker``."""
        return marker.pk in {mark.marker_id for mark in self.first.values()}

    def marks_in(self, lane: Lane) -> ByPart:
        return self.first if lane is Lane.FIRST else self.second


@dataclass(frozen=True)
class QuestionQueue:
    """All answers to one question that a person marks, in one order that is stable and says nothing."""

    version: QuestionVersion
    answers: Sequence[Answer]

    @property
    def n_marked(self) -> int:
        return sum(answer.is_marked for answer in self.answers)

    @property
    def n_waiting(self) -> int:
        return len(self.answers) - self.n_marked

    @property
    def n_wanting_second(self) -> int:
        return sum(answer.wants_second for answer in self.answers)

    @property
    def n_highlights(self) -> int:
        """How often a highlight suggested a key point to a marker whose mark counts and who ticked any."""
        return sum(len(mark.suggested) for mark in self._marks)

    @property
    def n_highlights_right(self) -> int:
        """How many of these the marker ticked."""
        return sum(len(set(mark.suggested) & set(mark.key_points)) for mark in self._marks)

    @property
    def _marks(self) -> list[Mark]:
        """The marks that say which key points an answer holds. Points alone say nothing about a highlight."""
        return [mark for answer in self.answers for mark in answer.first.values() if mark.key_points]

    @property
    def twice(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_marked_twice]

    @property
    def differing(self) -> list[Answer]:
        """Answers to which two markers gave different points, the widest apart first."""
        apart = [(abs(first - second), answer) for answer in self.twice for first, second in [answer.pair]]
        return [answer for gap, answer in sorted(apart, key=lambda each: -each[0]) if gap]

    @property
    def exact_agreement(self) -> Fraction | None:
        return exact_agreement([answer.pair for answer in self.twice])

    @property
    def kappa(self) -> Fraction | None:
        return weighted_kappa([answer.pair for answer in self.twice])

    @property
    def exact_percent(self) -> int | None:
        """Exact agreement in whole percent, as it is shown."""
        return None if self.exact_agreement is None else round(100 * self.exact_agreement)

    @property
    def shown_kappa(self) -> float | None:
        return None if self.kappa is None else float(self.kappa)

    def waiting_for(self, marker: User) -> list[Answer]:
        return [answer for answer in self.answers if answer.lane_for(marker)]

    def find(self, token: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.token == token), None)


def parts_of(version: QuestionVersion) -> list[str]:
    """Return the ids of the parts that are marked apart; one empty id for a question of one part."""
    return [part["id"] for part in version.content.get("parts", [])] or [""]


def points_of_marks(marks: ByPart) -> Decimal:
    return sum((mark.points for mark in marks.values()), Decimal(0))


def marking_queues(sitting: Sitting, *, version: int | None = None) -> list[QuestionQueue]:
    """Return the queue of each written question of a sitting, or of one ``version``, in a constant number of queries.

    An answer is in it when the machine leaves it to a person and nobody has overridden the points.
    """
    items = _written_items(sitting, version)
    waiting = _left_to_people(sitting, items)
    first, second = _marks(sitting, items)
    percent = _second_percent(sitting)
    answers: dict[int, list[Answer]] = {item.version_id: [] for item in items.values()}
    for attempt, form, position in waiting:
        item, place = items[form, position], (attempt, position)
        answers[item.version_id].append(
            Answer(
                attempt_id=attempt,
                item=item,
                token=answer_token(attempt=attempt, version=item.version_id),
                first=first[place],
                second=second[place],
                is_sampled=is_in_sample(attempt=attempt, version=item.version_id, percent=percent),
            )
        )
    versions = {item.version_id: item.version for item in items.values()}
    return [
        QuestionQueue(each, sorted(answers[each.pk], key=lambda answer: answer.token)) for each in versions.values()
    ]


def _written_items(sitting: Sitting, version: int | None) -> dict[Place, FormItem]:
    """Return the written questions on the forms of a sitting, by form and position."""
    forms = [sitting.form_a_id, sitting.form_b_id]
    items = FormItem.objects.filter(form__in=forms, version__type=QuestionVersion.Type.NARRATIVE)
    items = items if version is None else items.filter(version=version)
    ordered = items.select_related("version__question").order_by("version__question__position", "pk")
    return {(item.form_id, item.position): item for item in ordered}


def _left_to_people(sitting: Sitting, items: Mapping[Place, FormItem]) -> list[tuple[int, int, int]]:
    """Return attempt, form and position of each answer that the machine leaves to a person."""
    if not items:
        return []
    attempts = Attempt.objects.submitted().readable().filter(sitting=sitting)
    places = Q()
    for form, position in items:
        places |= Q(attempt__form=form, position=position)
    scores = Score.objects.in_force().filter(places, attempt__in=attempts, verdict=Score.Verdict.REVIEW)
    overridden = set(
        Override.objects.filter(attempt__sitting=sitting, regrade__undone_at=None).values_list("attempt_id", "position")
    )
    rows = scores.values_list("attempt_id", "attempt__form_id", "position")
    return [row for row in rows if (row[0], row[2]) not in overridden]


def _marks(
    sitting: Sitting, items: Mapping[Place, FormItem]
) -> tuple[defaultdict[Place, dict[str, Mark]], defaultdict[Place, dict[str, Mark]]]:
    """Return the newest marks that count, and the newest second opinions, by item and part."""
    first: defaultdict[Place, dict[str, Mark]] = defaultdict(dict)
    second: defaultdict[Place, dict[str, Mark]] = defaultdict(dict)
    positions = {position for _, position in items}
    marks = Mark.objects.in_force().filter(attempt__sitting=sitting, position__in=positions)
    for mark in marks.select_related("marker"):
        (first if mark.is_final else second)[mark.attempt_id, mark.position][mark.part] = mark
    return first, second


def _second_percent(sitting: Sitting) -> int:
    plan = MarkingPlan.objects.filter(sitting=sitting).first()
    return plan.second_percent if plan else 0
