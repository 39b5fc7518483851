"""Rows for pages and reports."""

from django.db import models


def sealed[M: models.Model](rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Return ``rows`` as they must bring all they need: fetching a field later is an error, not one more query."""
    return rows.fetch_mode(models.FETCH_RAISE)
