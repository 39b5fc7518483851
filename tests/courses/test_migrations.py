"""What migrations do to rows that are there."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.models import AuditRow, Enrolment, Group
from tests.assessments.factories import AttemptFactory
from tests.factories import NOW, CohortFactory, CourseFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def test_blank_name_keys_are_filled_and_others_stay():
    migration = import_module("courses.migrations.0002_fill_blank_name_keys")
    blank = EnrolmentFactory(user__name="Amélie  N'Diaye")
    other = EnrolmentFactory(user__name="Binta Sow")
    Enrolment.objects.filter(pk=blank.pk).update(name_key="")
    Enrolment.objects.filter(pk=other.pk).update(name_key="kept as it is")
    for _ in range(2):
        migration.fill_blank_name_keys(apps, connection.schema_editor())
    assert dict(Enrolment.objects.values_list("pk", "name_key")) == {
        blank.pk: "amelie ndiaye",
        other.pk: "kept as it is",
    }


def test_names_that_were_to_go_at_once_are_kept_a_month():
    migration = import_module("courses.migrations.0006_names_are_kept_a_month_at_least")
    before = [0, 1, 24, None]
    courses = [CourseFactory(keep_months=months) for months in before]
    for _ in range(2):
        migration.keep_a_month(apps, connection.schema_editor())
    for course in courses:
        course.refresh_from_db()
    assert [course.keep_months for course in courses] == [1, 1, 24, None]


def test_groups_that_are_there_are_listed_by_their_numbers():
    migration = import_module("courses.migrations.0008_groups_by_name")
    cohort = CohortFactory()
    names = ["Group 10", "group 2", "Élan"]
    Group.objects.bulk_create([Group(cohort=cohort, name=name) for name in names])
    for _ in range(2):
        migration.fill(apps, connection.schema_editor())
    assert [group.name for group in cohort.groups.all()] == ["Élan", "group 2", "Group 10"]


def test_older_rows_of_the_trail_find_their_cohort():
    migration = import_module("courses.migrations.0004_archives_retention_and_the_trail")
    attempt = AttemptFactory()
    sitting, seat, cohort = attempt.sitting, attempt.enrolment, attempt.sitting.cohort_id
    rows = [
        ("mark", f"attempt {attempt.pk}", cohort),
        ("open", f"sitting {sitting.pk}", cohort),
        ("give time", f"enrolment {seat.pk}", cohort),
        ("submit", f"attempt {attempt.pk}", None),
        ("regrade", "regraderun 1", None),
        ("mark", "attempt 999999", None),
    ]
    for verb, subject, _cohort in rows:
        AuditRow.objects.create(verb=verb, subject=subject, at=NOW)
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state(("courses", "0004_archives_retention_and_the_trail")).apps
    for _ in range(2):
        migration.fill_cohorts(state, connection.schema_editor())
    assert list(AuditRow.objects.order_by("pk").values_list("verb", "subject", "cohort")) == rows
