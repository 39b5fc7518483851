"""The whole visit: every check, one after the other."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from operations.doctor import database, machine, web
from operations.doctor.findings import Check, Finding, Severity

CHECKS: Sequence[Check] = (
    machine.disk,
    machine.data_folder,
    machine.packages,
    web.secret_key,
    web.names,
    web.https,
    web.static_files,
    web.metrics,
    database.reached,
)
# Each of them would only wait for a database that does not answer, and say the same again.
CHECKS_OF_DATABASE: Sequence[Check] = (
    database.sqlite,
    database.postgresql,
    database.writes,
    machine.clock,
    web.contents,
    web.backups,
)
SIGNS = {Severity.WELL: "  well ", Severity.ADVICE: "ADVICE ", Severity.WRONG: " WRONG "}


def examine(now: datetime) -> list[Finding]:
    """Return everything that was found, in the order in which it was looked at."""
    found = [finding for check in CHECKS for finding in check(now)]
    if any(finding.about == database.DATABASE and finding.severity is Severity.WELL for finding in found):
        found += [finding for check in CHECKS_OF_DATABASE for finding in check(now)]
    return found


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
        return f"Wrong: {n_wrong}. What to do stands below each."
    return f"All is well. Advice: {n_advice}." if n_advice else "All is well."
