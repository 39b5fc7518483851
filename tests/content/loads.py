"""Loading in tests, and looking at what it wrote."""

from datetime import UTC, datetime

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.loader import load_packs
from content.pack import read_packs

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


def load(course, now=MONDAY):
    """Load a course and return everything that changed."""
    differences = load_packs(packs=read_packs([course]), now=now)
    return [change for difference in differences for change in difference.changes]


def database():
    """Return every row of every table of the platform."""
    labels = {"courses", "lessons", "activities", "assessments"}
    models = [model for model in apps.get_models() if model._meta.app_label in labels]
    return {model: list(model.objects.order_by("pk").values()) for model in models}


class Queries(CaptureQueriesContext):
    """The statements sent while it was open."""

    def __init__(self):
        super().__init__(connection)

    @property
    def statements(self):
        return [query["sql"] for query in self.captured_queries]

    @property
    def writes(self):
        return [sql for sql in self.statements if sql.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
