"""What holds for every test."""

import gc
import os
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.trust.figures import note, table  # noqa: F401  # a fixture of every test of a promise

MARKS = {"browser": "browser", "journeys": "journey", "trust": "trust"}
MARKED_FOLDERS = {Path(__file__).parent / name: mark for name, mark in MARKS.items()}
# Threads that race for a database in a file, searches of every answer, and servers that are really started: no units.
MARKED_FILES = dict.fromkeys(["races", "leaks", "test_transport", "test_queued_sqlite"], "journey")
LEFT_OUT = "not browser and not journey and not trust"
IS_CI = os.environ.get("CI") == "true"


def pytest_configure(config):
    """Leave out what takes longer than all unit tests together, unless it is asked for."""
    if not config.option.markexpr:
        config.option.markexpr = LEFT_OUT
    # An example may be the first to load scipy, on a machine that does much else: that is no fault of the code.
    hypothesis.settings.register_profile("no deadline", deadline=None)
    hypothesis.settings.load_profile("no deadline")


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
        for end, marker in MARKED_FILES.items():
            if item.path.stem.endswith(end):
                item.add_marker(marker)


def pytest_collection_finish():
    """Spare the collector of garbage the modules and tests that stay to the end: they took a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    """Make the tables of unit tests on SQLite from the models: five seconds less for every process of pytest.

    All other tests run the migrations, and tests/journeys/test_schema.py holds that both give the same tables.
    """
    is_unit_part = request.config.option.markexpr == LEFT_OUT
    if is_unit_part and "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        settings.DATABASES["default"]["TEST"]["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Note in a database without migrations that it has them all, as a real one has."""
    if settings.DATABASES["default"]["TEST"]["MIGRATE"] is False:
        with django_db_blocker.unblock():
            recorder = MigrationRecorder(connection)
            recorder.ensure_schema()
            for app, name in MigrationLoader(None).disk_migrations:
                recorder.record_applied(app, name)


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
