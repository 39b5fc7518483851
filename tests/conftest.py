"""What holds for every test."""

import os
from pathlib import Path

import pytest
from django.conf import settings

BROWSER_TESTS = Path(__file__).parent / "browser"
IS_CI = os.environ.get("CI") == "true"


def pytest_configure(config):
    """Leave the browser tests out unless they are asked for: they take longer than all others together."""
    if not config.option.markexpr:
        config.option.markexpr = "not browser and not trust"


def pytest_report_header():
    return f"database: {settings.DATABASES['default']['ENGINE']}" if settings.configured else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)


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
