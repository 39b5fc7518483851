"""The trail of who changed what."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from assessments.models import AuditRow


def note_change(*, by: User | None, verb: str, row: models.Model, now: datetime, **detail: Any) -> None:
    """Add an audit row about ``row``. Call it inside the transaction of the change; ``by`` is None for the clock."""
    subject = f"{row._meta.model_name} {row.pk}"
    AuditRow.objects.create(by=by, verb=verb, subject=subject, detail=detail, at=now)
