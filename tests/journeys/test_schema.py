"""Unit tests take their tables from the models, an installation from the migrations: both must be the same tables."""

import sqlite3

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings


@pytest.fixture
def new_database(tmp_path, monkeypatch, django_db_blocker):
    """Make a new SQLite database with ``migrate``, and return its tables and indexes: the parts of each, by name."""

    def make(alias, **options):
        file = tmp_path / f"{alias}.sqlite3"
        fields = {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": {}}
        monkeypatch.setitem(connections.settings, alias, {**connections.settings["default"], **fields})
        with django_db_blocker.unblock():
            try:
                call_command("migrate", database=alias, verbosity=0, **options)
            finally:
                connections[alias].close()
                del connections[alias]
        with sqlite3.connect(file) as database:
            rows = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        database.close()
        return {(kind, name): parts(sql) for kind, name, sql in rows if name != "django_migrations"}

    return make


def parts(sql):
    """Return what a statement creates, split at the commas of its outermost brackets, in no order."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(sql):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter in "(," and depth == 1:
            found.append(sql[start:place].strip())
            start = place + 1
    return sorted([*found, sql[start:].strip().removesuffix(")").strip()])


def test_parts_are_those_of_the_outermost_brackets():
    assert parts('CREATE TABLE "a" ("b" decimal(5, 2), CHECK ("b" > 0))') == [
        '"b" decimal(5, 2)',
        'CHECK ("b" > 0)',
        'CREATE TABLE "a"',
    ]


def test_models_and_migrations_make_the_same_tables(new_database):
    migrated = new_database("migrated")
    with override_settings(MIGRATION_MODULES={each.label: None for each in apps.get_app_configs()}):
        assert MigrationLoader(None).disk_migrations == {}  # there are none that could make the tables
        modelled = new_database("modelled", run_syncdb=True)
    assert ("table", "assessments_attempt") in migrated
    assert modelled == migrated
