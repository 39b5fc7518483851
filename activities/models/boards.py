"""Boards: what a class or a group collects, and where each point stands.

Where an entry stands is a set of regions, so a keyboard, a phone and a screen reader work as well as a drawing.
Every change is one row that can be undone; nothing on a board is ever deleted.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activities.models.runs import ActivityRun
from courses.models import Enrolment, Group


class Board(models.Model):
    """A board of one run: the class's own (``group`` is null) or that of one group.

    ``kind``, ``regions``, ``rings`` and ``cards`` are as the activity had them when the run began. ``phase`` is the
    slug of the phase that new entries belong to, empty before the first. ``rev`` grows by one with every change.
    Learners may add while ``is_open``; the class sees a group's board while ``is_shared``, and on the class screen
    who wrote what while ``shows_names``.
    """

    class Kind(models.TextChoices):
        LANES = "lanes"
        LISTS = "lists"
        CIRCLES = "circles"
        GALLERY = "gallery"

    run = models.ForeignKey(ActivityRun, on_delete=models.PROTECT, related_name="boards")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="boards")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=Kind)
    regions = models.JSONField(default=list)
    rings = models.JSONField(default=list)
    cards = models.JSONField(default=list)
    phase = models.CharField(max_length=60, blank=True)
    rev = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)
    shows_names = models.BooleanField(default=False)

    class Meta:
        ordering = ["run", F("group__sort_key").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=Q(group__isnull=True), name="board_one_of_the_class"),
            models.UniqueConstraint(
                fields=["run", "group"], condition=Q(group__isnull=False), name="board_one_per_group"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_written_by_class(self) -> bool:
        """Whether all learners write on it: not on a gallery, nor on the board of a group."""
        return self.kind != self.Kind.GALLERY and self.group_id is None

    @property
    def is_seen_by_class(self) -> bool:
        """Whether the whole class may see it: the board of a group only while it is shared."""
        return self.group_id is None or self.is_shared


class BoardEntry(models.Model):
    """One point on a board.

    ``places`` are the ids of the regions and rings it stands in, sorted; an empty list is outside all of them.
    ``author`` is null when staff wrote it. ``merged_into`` is the entry that says the same and stands for it.
    ``token`` names the form that added it, so that sending it twice adds one.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="entries")
    text = models.CharField(max_length=200)
    places = models.JSONField(default=list)
    phase = models.CharField(max_length=60, blank=True)
    author = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="board_entries")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    is_hidden = models.BooleanField(default=False)
    token = models.CharField(max_length=36)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "board entries"
        constraints = [models.UniqueConstraint(fields=["board", "token"], name="board_entry_once_per_form")]

    def __str__(self) -> str:
        return self.text


class BoardChange(models.Model):
    """One change of one entry. ``number`` is the board's ``rev`` after it.

    ``before`` is null when the entry was added; both are objects with text, places, is_hidden and merged_into.
    ``by`` is who did it. ``undone_at`` is null while it holds.
    """

    class Verb(models.TextChoices):
        ADD = "add", _("added")
        EDIT = "edit", _("changed")
        HIDE = "hide", _("hidden")
        SHOW = "show", _("shown again")
        MERGE = "merge", _("merged")
        UNMERGE = "unmerge", _("parted again")

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    entry = models.ForeignKey(BoardEntry, on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField(max_length=10, choices=Verb)
    before = models.JSONField(null=True)
    after = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="board_changes")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="board_change_number_once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.entry}"


class BoardSnapshot(models.Model):
    """A board as it was when a phase ended.

    ``entries`` are objects with entry (its key), text, places, phase and n, the number of entries that say so.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="snapshots")
    phase = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=300)
    rev = models.PositiveIntegerField()
    entries = models.JSONField()
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["board", "rev", "phase"], name="board_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.board}: {self.label}"
