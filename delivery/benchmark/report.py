"""What a run has found, as text for a terminal."""

from collections.abc import Iterator

from assessments.benchmark.figures import percentile, row
from delivery.benchmark.run import Outcome

AIM_SECONDS = 0.25
MOST_PROBLEMS = 20


def report(outcome: Outcome) -> str:
    """Return figures, the aim and problems, one below the other."""
    return "\n".join([*_table(outcome), "", *_figures(outcome), "", *_problems(outcome)])


def _table(outcome: Outcome) -> Iterator[str]:
    yield f"{'':14}{'count':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
    yield row("order answered", outcome.orders)
    yield row("order heard", outcome.delays)
    yield row(" while voting", outcome.delays_meanwhile)
    yield row("vote answered", outcome.answers)
    yield row("part fetched", outcome.fetches)


def _figures(outcome: Outcome) -> Iterator[str]:
    slowest = percentile(outcome.delays, 99)
    verdict = "met" if slowest < AIM_SECONDS else "MISSED"
    yield f"devices, workers       {outcome.n_devices}, {outcome.n_workers}"
    yield f"p99 of an order, ms    {slowest * 1000:.0f} (aim < {AIM_SECONDS * 1000:.0f}): {verdict}"
    yield f"memory per device, kB  {_shown(outcome.megabytes, 1024 / outcome.n_devices)}"
    yield f"database connections   {_shown(outcome.n_connections)}"
    yield f"first order, s         {outcome.first_order:.1f} in a server that has shown no page yet"
    if outcome.seconds_to_end is None or outcome.seconds_away is None or outcome.seconds_until_back is None:
        yield "restart, s             not measured"
        return
    yield f"restart, s             {outcome.seconds_to_end:.1f} to end, {outcome.seconds_away:.1f} until it took orders"
    yield f"everybody back, s      {outcome.seconds_until_back:.1f} after that, {outcome.n_refused} refusals"


def _shown(value: float | None, factor: float = 1) -> str:
    return "not measured" if value is None else f"{value * factor:.0f}"


def _problems(outcome: Outcome) -> Iterator[str]:
    if outcome.problems:
        yield f"{len(outcome.problems)} problems."
    else:
        yield "Every vote is stored, and every device shows the newest state."
    yield from outcome.problems[:MOST_PROBLEMS]
