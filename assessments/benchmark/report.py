"""What a run has found, as text for a terminal."""

from collections.abc import Iterator

from assessments.benchmark.figures import row
from assessments.benchmark.run import Outcome

KINDS = ("start", "first page", "page", "save", "submit", "result")
MOST_PROBLEMS = 20


def report(outcome: Outcome) -> str:
    """Return figures, aims and problems, one below the other."""
    return "\n".join([*_table(outcome), "", *_rates(outcome), *_aims(outcome), "", *_problems(outcome)])


def _table(outcome: Outcome) -> Iterator[str]:
    yield f"{'':14}{'count':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
    for kind in KINDS:
        yield row(kind, outcome.figures.seconds[kind])
    yield row("floor", outcome.floor.seconds["save"])


def _rates(outcome: Outcome) -> Iterator[str]:
    saves, floor = _per_second(outcome)
    yield f"answers per second     {saves:.0f}" + (" with the time the server was away" if outcome.n_kills else "")
    yield f"floor per second       {floor:.0f}" if floor else "floor per second       not measured"
    yield f"statements             {outcome.n_save_statements} of a save, {outcome.n_submit_statements} of a submission"
    yield f"sent again             {outcome.figures.n_resent} after {outcome.n_kills} kills"


def _per_second(outcome: Outcome) -> tuple[float, float | None]:
    """Return saves a second, and those of the floor, None when it was not measured."""
    n_floor = len(outcome.floor.seconds["save"])
    floor = n_floor / outcome.floor_seconds if outcome.floor_seconds else None
    return len(outcome.figures.seconds["save"]) / outcome.save_seconds, floor


def _aims(outcome: Outcome) -> Iterator[str]:
    saves, floor = _per_second(outcome)
    p95 = {kind: outcome.figures.p95(kind) for kind in KINDS}
    if not outcome.n_kills:
        yield _aim("save / floor", saves / floor if floor else None, ">=", 0.6)
        yield _aim("p95 of a save, ms", _milliseconds(p95["save"]), "<", 150)
        yield _aim("p95 of a submit, ms", _milliseconds(p95["submit"]), "<", 300)
        yield _aim("p95 of a start, ms", _milliseconds(p95["start"]), "<", 2000)
    yield _aim("statements, save", outcome.n_save_statements, "<=", 8)
    yield _aim("statements, submit", outcome.n_submit_statements, "<=", 12)


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000)


def _aim(name: str, found: float | None, sign: str, aim: float) -> str:
    if found is None:
        return f"{name:23}not measured (aim {sign} {aim})"
    is_met = {">=": found >= aim, "<=": found <= aim, "<": found < aim}[sign]
    shown = f"{found:.2f}" if aim < 1 else f"{found:.0f}"
    return f"{name:23}{shown} (aim {sign} {aim}): {'met' if is_met else 'MISSED'}"


def _problems(outcome: Outcome) -> Iterator[str]:
    ledger, problems = outcome.ledger, outcome.problems
    yield f"{ledger.n_acknowledged} answers and {len(ledger.receipts)} submissions were acknowledged."
    yield (
        f"{len(problems)} problems."
        if problems
        else "Each is stored once, with the newest value and number. No errors."
    )
    yield from problems[:MOST_PROBLEMS]
