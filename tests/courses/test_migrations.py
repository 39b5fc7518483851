"""What migrations do to rows that are there."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from courses.models import Enrolment
from tests.factories import EnrolmentFactory

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
