"""Figures for Prometheus: how many requests, how long they took, how many streams are open.

Nothing is counted unless ``FIELDSCHOOL_METRICS_TOKEN`` is set and prometheus-client is installed
(requirements/metrics.txt). Labels are patterns of addresses, so neither people nor what they wrote are in them.
"""

from collections.abc import Callable, Iterator

from django.conf import settings

try:
    import prometheus_client as prometheus
except ImportError:  # an extra that few need
    prometheus = None  # type: ignore[assignment]

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of this process. Safe to use from every thread."""

    def __init__(self, *, is_on: bool) -> None:
        self.registry = None
        self._n_streams: Callable[[], int] = lambda: 0
        if not is_on:
            return
        self.registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=self.registry)
        prometheus.PlatformCollector(registry=self.registry)
        self._seconds = prometheus.Histogram(
            "fieldschool_request_seconds",
            "Time until a request was answered.",
            ["method", "route", "status"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        gauge = prometheus.Gauge("fieldschool_streams", "Devices that follow a class.", registry=self.registry)
        gauge.set_function(self._n_open_streams)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        if self.registry is not None:
            known = method if method in METHODS else "other"
            self._seconds.labels(known, route, f"{status // 100}xx").observe(seconds)

    def count_streams_with(self, n_streams: Callable[[], int]) -> None:
        """Let ``n_streams`` say how many streams are open, whenever somebody asks."""
        self._n_streams = n_streams

    def _n_open_streams(self) -> int:
        return self._n_streams()

    def text(self) -> Iterator[bytes]:
        """Yield the figures as Prometheus reads them; nothing when they are off."""
        if self.registry is not None:
            yield prometheus.generate_latest(self.registry)


def is_installed() -> bool:
    """Return whether figures can be kept at all."""
    return prometheus is not None


METRICS = Metrics(is_on=bool(settings.METRICS_TOKEN) and is_installed())
