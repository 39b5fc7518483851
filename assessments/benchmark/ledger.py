"""What the server has acknowledged, and whether the database has it: every answer once, with value and number."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from assessments.models import Attempt, LateResponse, Response, Score, Sitting

type Item = tuple[int, int]  # attempt and position


@dataclass(frozen=True)
class Acknowledged:
    """An answer that the server said it has."""

    sequence: int
    event: UUID
    answer: Any


@dataclass
class Ledger:
    """Everything acknowledged to the simulated learners: their newest answers, and receipts by attempt."""

    answers: dict[Item, Acknowledged] = field(default_factory=dict)
    receipts: dict[int, str] = field(default_factory=dict)
    n_acknowledged: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, item: Item, acknowledged: Acknowledged) -> None:
        """Note an acknowledged answer. Each learner answers one question after the other, so the last is newest."""
        with self._lock:
            self.answers[item] = acknowledged
            self.n_acknowledged += 1

    def receipt(self, attempt: int, receipt: str) -> None:
        """Note an acknowledged submission."""
        with self._lock:
            self.receipts[attempt] = receipt


def differences(ledger: Ledger, sitting: Sitting) -> list[str]:
    """Return where the database and what was acknowledged differ, straight from the rows; empty when nowhere."""
    of_sitting = {"attempt__sitting": sitting}
    responses = Response.objects.filter(**of_sitting)
    rows = [((row.attempt_id, row.position), Acknowledged(row.sequence, row.event, row.answer)) for row in responses]
    late = LateResponse.objects.filter(**of_sitting).values_list("attempt", "position")
    return [
        *answer_differences(ledger.answers, rows),
        *(f"{_name(item)} is stored as late" for item in late),
        *_receipt_differences(ledger.receipts, sitting),
        *_score_differences(ledger.receipts, sitting),
    ]


def answer_differences(expected: Mapping[Item, Acknowledged], rows: Iterable[tuple[Item, Acknowledged]]) -> list[str]:
    """Return what is lost, changed, stored twice or was never acknowledged."""
    rows = list(rows)
    stored, times = dict(rows), Counter(item for item, _ in rows)
    return [
        *(f"{_name(item)} is lost" for item in sorted(expected.keys() - stored)),
        *(f"{_name(item)} was never acknowledged" for item in sorted(stored.keys() - expected)),
        *(f"{_name(item)} is stored {n} times" for item, n in sorted(times.items()) if n > 1),
        *(
            f"{_name(item)} is stored as {stored[item]}, acknowledged was {expected[item]}"
            for item in sorted(expected.keys() & stored)
            if stored[item] != expected[item]
        ),
    ]


def _receipt_differences(receipts: Mapping[int, str], sitting: Sitting) -> list[str]:
    stored = dict(Attempt.objects.filter(sitting=sitting).submitted().values_list("pk", "receipt"))
    return [
        f"the receipt of attempt {attempt} is {stored.get(attempt)}, acknowledged was {receipts.get(attempt)}"
        for attempt in sorted(stored.keys() | receipts)
        if stored.get(attempt) != receipts.get(attempt)
    ]


def _score_differences(receipts: Mapping[int, str], sitting: Sitting) -> list[str]:
    items = sitting.form_a.items.values_list("position", flat=True)
    expected = {(attempt, position): 1 for attempt in receipts for position in items}
    scores = Score.objects.filter(attempt__sitting=sitting).order_by("attempt", "position")
    found = Counter(scores.values_list("attempt", "position"))
    return [
        f"{_name(item)} has {found[item]} scores"
        for item in sorted(expected.keys() | found)
        if found[item] != expected.get(item, 0)
    ]


def _name(item: Item) -> str:
    attempt, position = item
    return f"the answer to question {position + 1} of attempt {attempt}"
