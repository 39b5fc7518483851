"""What the trials found, as rows of a table. They travel with the reports of the tests, from other processes too."""

import pytest

PROPERTY = "found"
PROMISES = ("kill -9", "power cut", "retry", "offline", "clock", "secrets", "load", "votes")


@pytest.fixture
def note(record_property, request):
    """Add a row to the table: ``note(promise, what was found)``; a control says so itself."""

    def note(promise, found):
        database = request.node.callspec.params.get("database", "") if hasattr(request.node, "callspec") else ""
        record_property(PROPERTY, [promise, database, found])

    return note


def table(terminalreporter):
    """Return the lines of the table, in Markdown, in the order of the promises."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    rows = [value for report in reports for name, value in getattr(report, "user_properties", []) if name == PROPERTY]
    rows.sort(key=lambda row: (PROMISES.index(row[0]), row[1] != "SQLite"))
    return [f"| {' | '.join(row)} |" for row in rows]


def timing(seconds):
    """Return percentiles of a kind of request as a trial reports them, in words."""
    p50, p95, p99 = (f"{each * 1000:.0f}" for each in seconds)
    return f"p50 {p50}, p95 {p95}, p99 {p99} ms"
