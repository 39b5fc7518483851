"""The desk of one marker at one question: what comes next, and who else is at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from assessments.models import Mark, MarkingClaim, Sitting
from assessments.reports.marking import Answer, ByPart, Lane, QuestionQueue, marking_queues, points_of_marks

type Place = tuple[int, int]


@dataclass(frozen=True)
class Given:
    """What this marker gave for an answer: the marks of its parts that are in force."""

    answer: Answer
    marks: ByPart

    @property
    def points(self) -> Decimal:
        return points_of_marks(self.marks)

    @property
    def newest(self) -> Mark:
        """The mark that undoing names; the other parts that were marked together with it follow."""
        return max(self.marks.values(), key=lambda mark: mark.pk)


@dataclass(frozen=True)
class Desk:
    """What a marker sees around the answer. ``claims`` are those of other people."""

    sitting: Sitting
    queue: QuestionQueue
    marker: User
    claims: Mapping[Place, MarkingClaim]

    @property
    def n_left(self) -> int:
        return len(self.queue.waiting_for(self.marker))

    @property
    def given(self) -> list[Given]:
        """What this marker gave so far, the newest first."""
        own = [given for answer in self.queue.answers if (given := self._given(answer))]
        return sorted(own, key=lambda given: -given.newest.pk)

    def given_to(self, token: str) -> Given | None:
        """Return what this marker gave for the answer of this token; None when nothing of it is in force."""
        answer = self.queue.find(token)
        return self._given(answer) if answer else None

    def _given(self, answer: Answer) -> Given | None:
        for lane in (answer.first, answer.second):
            if own := self._own(lane):
                return Given(answer, own)
        return None

    def next_after(self, token: str) -> Answer | None:
        """Return the next answer that waits for this marker, round the queue from ``token``; None when all is done.

        Answers that others are at come last, because a mark of one's own would only meet theirs.
        """
        waiting = self.queue.waiting_for(self.marker)
        return min(waiting, key=lambda answer: (self.claim_on(answer) is not None, answer.token <= token), default=None)

    def claim_on(self, answer: Answer) -> MarkingClaim | None:
        """Return the claim of somebody else on ``answer``."""
        return self.claims.get((answer.attempt_id, answer.item.position))

    def lane_of(self, answer: Answer) -> Lane:
        """Return which opinion the marker gives. One who comes back to an answer changes the same one."""
        is_second = self.marker.pk in {mark.marker_id for mark in answer.second.values()}
        return answer.lane_for(self.marker) or (Lane.SECOND if is_second else Lane.FIRST)

    def marks_before(self, answer: Answer) -> ByPart:
        """Return this marker's own marks, which the form starts from: those in force, or else the last ones given."""
        lane = self.lane_of(answer)
        if own := self._own(answer.marks_in(lane)):
            return own
        place = {"attempt": answer.attempt_id, "position": answer.item.position}
        former = Mark.objects.filter(**place, marker=self.marker, is_final=lane is Lane.FIRST)
        return {mark.part: mark for mark in former.order_by("number")}

    def marks_of_others(self, answer: Answer) -> list[Mark]:
        """Return the marks in force that this marker's would replace and did not give."""
        return [mark for mark in answer.marks_in(self.lane_of(answer)).values() if mark.marker_id != self.marker.pk]

    def _own(self, marks: ByPart) -> ByPart:
        return {part: mark for part, mark in marks.items() if mark.marker_id == self.marker.pk}


def open_desk(sitting: Sitting, version: int, marker: User, now: datetime) -> Desk | None:
    """Return the desk of ``marker`` at a written question of ``sitting``, or None when it has no such one."""
    queue = next(iter(marking_queues(sitting, version=version)), None)
    fresh = MarkingClaim.objects.fresh(now).filter(attempt__sitting=sitting).exclude(marker=marker)
    claims = {(claim.attempt_id, claim.position): claim for claim in fresh.select_related("marker")}
    return Desk(sitting, queue, marker, claims) if queue else None


def initials(name: str) -> str:
    """Return ``A. K.`` for ``Amina Karimi``: enough to know a colleague by."""
    return " ".join(f"{word[0].upper()}." for word in name.split())
