"""What an installation knows about its own health. Nothing here belongs to a person."""

from django.db import models


class Backup(models.Model):
    """One backup that was made. ``verified_at`` is null until a trial restore of it went well.

    The row is written after the file, so a backup holds no row of itself. ``host`` is the machine that has the file.
    """

    name = models.CharField(max_length=100, unique=True)
    host = models.CharField(max_length=255)
    n_bytes = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When one machine last showed that it can write to the database: one row per machine."""

    host = models.CharField(max_length=255, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["host"]

    def __str__(self) -> str:
        return f"{self.host} at {self.at:%Y-%m-%d %H:%M:%S}"
