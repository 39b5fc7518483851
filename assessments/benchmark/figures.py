"""How long requests took: collected by many threads, told as percentiles."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Figures:
    """Seconds of every request by its kind, what went wrong, and how often a request was cut off and sent again."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    n_resent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, kind: str, seconds: float) -> None:
        """Note one request that was answered."""
        with self._lock:
            self.seconds[kind].append(seconds)

    def failed(self, error: str) -> None:
        """Note something that must not happen."""
        with self._lock:
            self.errors.append(error)

    def resent(self) -> None:
        """Note a request that the killed server had not answered."""
        with self._lock:
            self.n_resent += 1

    def p95(self, kind: str) -> float | None:
        """Return the 95th percentile in seconds, or None when there was no such request."""
        return percentile(self.seconds[kind], 95) if self.seconds[kind] else None


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest of ``values`` that at least ``percent`` % of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def row(name: str, values: Sequence[float]) -> str:
    """Return one line of the table: how many, and percentiles in milliseconds."""
    cells = [f"{percentile(values, percent) * 1000:9.0f}" for percent in (50, 95, 99)] if values else ["        -"] * 3
    return f"{name:14}{len(values):8}{''.join(cells)}"
