"""What holds for every test."""

import gc
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.sheets import no_form_of_another_test  # noqa: F401  # a fixture of every test
from tests.skipping import pytest_make_collect_report, pytest_runtest_makereport  # noqa: F401  # hooks
from tests.trust.figures import note, table  # noqa: F401  # a fixture of every test of a promise

MARKS = {"browser": "browser", "journeys": "journey", "trust": "trust"}
MARKED_FOLDERS = {Path(__file__).parent / name: mark for name, mark in MARKS.items()}
# Threads that race for a database in a file, searches of every answer, servers and processes that are really started,
# and files as large as may be: no units.
SERVED = ["test_asgi", "test_settings", "test_transport", "test_noting", "test_queued_sqlite", "test_warming"]
MARKED_FILES = dict.fromkeys(["races", "leaks", "hostile", *SERVED], "journey")
LEFT_OUT = "not browser and not journey and not trust"  # the expressions of the quick parts end with it
PAGE_FIXTURES = {"client", "admin_client"}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption(
        "--only-with-database",
        action="store_true",
        help="leave out tests that use no database: on another one they would do the same again",
    )


def pytest_configure(config):
    """Leave out what takes longer than all unit tests together, unless it is asked for."""
    if not config.option.markexpr:
        config.option.markexpr = LEFT_OUT
    # An example may be the first to load scipy, on a machine that does much else: that is no fault of the code.
    hypothesis.settings.register_profile("no deadline", deadline=None)
    hypothesis.settings.load_profile("no deadline")


def pytest_ignore_collect(collection_path, config):
    """Import no test that would be left out because of its folder or its name."""
    is_left_out = collection_path in MARKED_FOLDERS or (collection_path.is_file() and marks_of(collection_path))
    return True if is_quick(config) and is_left_out else None


def is_quick(config):
    """Return whether unit tests or those of pages run, or both, and nothing that takes longer."""
    return config.option.markexpr.endswith(LEFT_OUT)


def pytest_report_header():
    return f"database: {settings.DATABASES['default']['ENGINE']}" if settings.configured else None


def pytest_terminal_summary(terminalreporter):
    """Show what the tests of promises have found."""
    if rows := table(terminalreporter):
        terminalreporter.section("what is promised, and what was found")
        for row in rows:
            terminalreporter.write_line(row)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        for marker in marks_of(item.path):
            item.add_marker(marker)
        if PAGE_FIXTURES & set(item.fixturenames):
            item.add_marker("page")
    if config.option.only_with_database:
        config.hook.pytest_deselected(items=[item for item in items if not meets_the_database(item)])
        items[:] = [item for item in items if meets_the_database(item)]


@cache
def marks_of(path):
    """Return the marks that all tests of a file have because of its folder or its name."""
    of_folders = [mark for folder, mark in MARKED_FOLDERS.items() if folder in path.parents]
    return of_folders + [mark for end, mark in MARKED_FILES.items() if path.stem.endswith(end)]


def meets_the_database(item):
    """Return whether a test may use the database, itself or by a program that it starts.

    pytest-django refuses the database to a test that asks for none of these fixtures, so no test is overlooked. Modules
    that start programs on the database have its ``DATABASE_URL``.
    """
    asks = DATABASE_FIXTURES & set(item.fixturenames) or item.get_closest_marker("django_db")
    return bool(asks) or hasattr(item.module, "DATABASE_URL")


def pytest_collection_finish():
    """Spare the collector of garbage the modules and tests that stay to the end: they took a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    """Make the tables of the quick parts on SQLite from the models: five seconds less for every process of pytest.

    All other tests run the migrations, and tests/journeys/test_schema.py holds that both give the same tables.
    """
    if is_quick(request.config) and "sqlite" in settings.DATABASES["default"]["ENGINE"]:
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
