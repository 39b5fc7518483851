"""The whole visit: every check, one after the other."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from operations.doctor import database, machine, web
from operations.doctor.findings import Check, Finding, Severity

CHECKS: Sequence[Check] = (
    machine.disk,
    machine.data_folder,
    machine.packages,
    database.reached,
    database.sqlite,
    database.postgresql,
    database.writes,
    machine.clock,
    web.secret_key,
    web.names,
    web.https,
    web.static_files,
    web.contents,
    web.metrics,
    web.backups,
)
SIGNS = {Severity.WELL: "  well ", Severity.ADVICE: "ADVICE ", Severity.WRONG: " WRONG "}


def examine(now: datetime, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Return everything that was found, in the order in which it was looked at."""
    return [finding for check in checks for finding in check(now)]


def is_well(findings: Iterable[Finding]) -> bool:
    """Return whether nothing has to be mended."""
    return all(finding.severity is not Severity.WRONG for finding in findings)


def as_text(findings: Sequence[Finding]) -> str:
    """Return what was found as lines for a terminal: what is wrong with its remedy, and one sentence at the end."""
    lines = []
    for finding in findings:
        lines.append(f"{SIGNS[finding.severity]} {finding.about}: {finding.says}")
        if finding.remedy:
            lines.append(f"         {finding.remedy}")
    return "\n".join([*lines, "", _summary(findings)])


def _summary(findings: Sequence[Finding]) -> str:
    n_wrong = sum(finding.severity is Severity.WRONG for finding in findings)
    n_advice = sum(finding.severity is Severity.ADVICE for finding in findings)
    if n_wrong:
        return f"{n_wrong} things are wrong. What to do stands below each."
    return "All is well." if not n_advice else f"All is well, with {n_advice} pieces of advice."
