"""What holds for every test."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.trust.figures import note, table  # noqa: F401  # a fixture of every test of a promise

MARKS = {"browser": "browser", "journeys": "journey", "trust": "trust"}
MARKED_FOLDERS = {Path(__file__).parent / name: mark for name, mark in MARKS.items()}
IS_CI = os.environ.get("CI") == "true"


def pytest_configure(config):
    """Leave out what takes longer than all unit tests together, unless it is asked for."""
    if not config.option.markexpr:
        config.option.markexpr = "not browser and not journey and not trust"


def pytest_report_header():
    return f"database: {settings.DATABASES['default']['ENGINE']}" if settings.configured else None


def pytest_terminal_summary(terminalreporter):
    """Show what the tests of promises have found."""
    if rows := table(terminalreporter):
        terminalreporter.section("what is promised, and what was found")
        for row in rows:
            terminalreporter.write_line(row)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        for folder, marker in MARKED_FOLDERS.items():
            if folder in item.path.parents:
                item.add_marker(marker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skipped test into a failed one under CI=true, where everything must be tested."""
    report = yield
    return fail_skipped(report) if IS_CI else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Do the same for a module that skips itself."""
    report = yield
    return fail_skipped(report) if IS_CI else report


def fail_skipped(report):
    """Return ``report``, failed when it says that something was skipped."""
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, and CI=true allows no skipped test: {report.longrepr}"
    return report
