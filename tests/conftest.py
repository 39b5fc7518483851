"""What holds for every test."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.trust.figures import note, table  # noqa: F401  # a fixture of every test of a promise

MARKS = {"browser": "browser", "journeys": "journey", "trust": "trust"}
MARKED_FOLDERS = {Path(__file__).parent / name: mark for name, mark in MARKS.items()}
LEFT_OUT = "not browser and not journey and not trust"
IS_CI = os.environ.get("CI") == "true"


def pytest_configure(config):
    """Leave out what takes longer than all unit tests together, unless it is asked for."""
    if not config.option.markexpr:
        config.option.markexpr = LEFT_OUT


def pytest_ignore_collect(collection_path, config):
    """Import no test that would be left out because of its folder."""
    return True if config.option.markexpr == LEFT_OUT and collection_path in MARKED_FOLDERS else None


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


def pytest_collection_finish():
    """Spare the collector of garbage the modules and tests that stay to the end: they took a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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
