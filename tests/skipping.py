"""Nothing may be skipped under CI=true: pytest reports a skipped test, or module, as a failed one there."""

import os

import pytest

IS_CI = os.environ.get("CI") == "true"


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
