"""What was moved because the clock of the machine was put right. Nothing here belongs to a person."""

from django.db import models


class ClockMove(models.Model):
    """Everything that is timed was moved once, from what was known of the clock to what is known since.

    Both are the line of a ``delivery.clock.Record``. Stored with the move, so that it is made once whatever happens
    to the file of the clock.
    """

    before = models.CharField(max_length=300, unique=True)
    after = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
