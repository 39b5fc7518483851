"""Courses, cohorts, and the part each person has in them."""

from calendar import monthrange
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.codes import clean_join_code, grouped, new_join_code
from courses.names import list_key, name_key

NAME_KEY_LENGTH, SORT_KEY_LENGTH = 150, 120


class Course(models.Model):
    """A course of lessons, as its ``course.yaml`` describes it.

    ``keep_months`` is for how many months the personal data of an archived cohort is kept, null for ever.
    ``files_digest`` stands for the files of the program that were loaded last, empty when none were. ``replaced_at``
    is null unless the course was brought to other files since.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    edition = models.CharField(max_length=120)
    language = models.CharField(max_length=20)
    licence = models.TextField()
    about = models.TextField(blank=True)
    keep_months = models.PositiveSmallIntegerField(null=True, editable=False)
    files_digest = models.CharField(max_length=64, blank=True, editable=False, default="", db_default="")
    replaced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Module(models.Model):
    """A part of a course. ``is_retired`` when it left the course's file."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    slug = models.CharField(max_length=60)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="module_slug_once_per_course")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CohortQuerySet(models.QuerySet["Cohort"]):
    def current(self) -> Self:
        """Cohorts that are not archived."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        """Cohorts in which nothing changes any more."""
        return self.filter(archived_at__isnull=False)

    def taught_by(self, user: User) -> Self:
        """Cohorts in which ``user`` is an instructor, or whose course ``user`` directs."""
        own = Enrolment.objects.filter(user=user)
        # Subqueries, not joins: a join would narrow what with_learner_counts() counts.
        return self.filter(
            Q(pk__in=own.filter(role=Enrolment.Role.INSTRUCTOR).values("cohort"))
            | Q(course__in=own.filter(role=Enrolment.Role.DIRECTOR).values("course"))
        )

    def with_learner_counts(self) -> Self:
        """Each cohort with ``n_learners`` and ``n_joined`` of them."""
        learners = Q(enrolments__role=Enrolment.Role.LEARNER)
        return self.annotate(
            n_learners=Count("enrolments", filter=learners, distinct=True),
            n_joined=Count("enrolments", filter=learners & Q(enrolments__joined_at__isnull=False), distinct=True),
        )


class Cohort(models.Model):
    """The people who take a course together.

    ``archived_at`` and ``archived_by`` are null while the cohort can be changed. ``cleared_at`` is null until the
    personal data of its learners was removed, because the time was over for which the course keeps them.
    """

    class Joining(models.TextChoices):
        OPEN = "open", _("anyone with the code")
        ROSTER = "roster", _("only people on the list")
        CLOSED = "closed", _("nobody new")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=120)
    join_code = models.CharField(max_length=12, unique=True, default=new_join_code)
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.OPEN)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="archived_cohorts"
    )
    cleared_at = models.DateTimeField(null=True, editable=False)
    is_study_open = models.BooleanField(
        default=True, help_text=_("Learners may read the lessons on their own. Close it until the first quiz is done.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Keep the join code as codes are looked up, however it was typed."""
        self.join_code = clean_join_code(self.join_code)
        if not self.join_code:
            raise ValidationError({"join_code": _("Use letters A to Z and numbers.")})

    @property
    def is_archived(self) -> bool:
        """Whether nothing in it changes any more."""
        return self.archived_at is not None

    @property
    def erases_at(self) -> datetime | None:
        """When the names of an archived cohort go; None for never. Needs its course."""
        months = self.course.keep_months
        if self.archived_at is None or months is None:
            return None
        return later_by_months(self.archived_at, months)

    @property
    def shown_code(self) -> str:
        """The join code as it is written on a wall."""
        return grouped(self.join_code)


class Group(models.Model):
    """A small group within a cohort. ``sort_key`` is its name as lists sort it, *Group 2* before *Group 10*."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=60)
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, editable=False)

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "name"], name="group_name_once_per_cohort")]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        """Save the row, and with it the name as lists sort it now."""
        self.sort_key = stored_sort_key(self.name)
        super().save(**kwargs)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def learners(self) -> Self:
        """Seats of learners."""
        return self.filter(role=Enrolment.Role.LEARNER)

    def present(self) -> Self:
        """Seats of people who were not erased. The others only hold scores: nobody comes in, and nothing is changed."""
        return self.filter(erased_at=None)

    def waiting(self) -> Self:
        """Seats that nobody has taken yet: they have no PIN."""
        return self.present().filter(pin_digest="")

    def named(self, name: str) -> Self:
        """Seats whose name reads the same as ``name``, whatever its case, accents and spaces."""
        return self.present().filter(name_key=name_key(name))


class Enrolment(models.Model):
    """The part one person has: learner or instructor of a cohort, or director of a course.

    Exactly one of ``cohort`` and ``course`` is set. ``joined_at`` is null until the person first comes in.
    ``external_id`` is the number that the centre gives the person, ``email`` where to write to them; both may be empty,
    and neither opens anything. ``pin_digest`` is empty until a PIN was made. ``name_key`` is the name as it is compared
    when somebody types it. ``join_token`` names the form that took the seat, so that sending it twice takes one seat.
    ``erased_at`` is null unless everything about the person was removed: the seat keeps only scores.
    """

    class Role(models.TextChoices):
        LEARNER = "learner", _("learner")
        INSTRUCTOR = "instructor", _("instructor")
        DIRECTOR = "director", _("course director")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=10, choices=Role)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    external_id = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH, blank=True, editable=False)
    pin_digest = models.CharField(max_length=64, blank=True, editable=False)
    join_token = models.CharField(max_length=64, blank=True, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        # As people look names up: whatever their case and accents. Those that are gone come last.
        ordering = [F("erased_at").asc(nulls_first=True), "name_key", "user__name", "pk"]
        indexes = [models.Index(fields=["cohort", "name_key"], name="enrolment_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="director", course__isnull=False, cohort__isnull=True)
                | (~Q(role="director") & Q(course__isnull=True, cohort__isnull=False)),
                name="enrolment_directs_course_or_is_in_cohort",
            ),
            models.UniqueConstraint(
                fields=["cohort", "user"], condition=Q(cohort__isnull=False), name="enrolment_once_per_cohort"
            ),
            models.UniqueConstraint(
                fields=["course", "user"], condition=Q(course__isnull=False), name="enrolment_once_per_course"
            ),
            models.UniqueConstraint(
                fields=["cohort", "join_token"], condition=~Q(join_token=""), name="enrolment_once_per_join_form"
            ),
            models.UniqueConstraint(
                fields=["cohort", "external_id"], condition=~Q(external_id=""), name="enrolment_once_per_external_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    def save(self, **kwargs: Any) -> None:
        """Save the row, and with it the name as it is compared now."""
        if kwargs.get("update_fields") is None:
            self.name_key = stored_name_key(self.user.name)
        super().save(**kwargs)


class RosterImport(models.Model):
    """A list of learners that somebody uploaded: a draft until ``applied_at``, then what it changed.

    ``content`` is the file, ``encoding`` how its letters are read when a person had to choose, and ``fixes`` what was
    typed over its cells, by row and field, and who was ticked to be taken off; all three are emptied when the draft is
    applied. ``changes`` are rows of ``courses.rosters.difference.Change``. ``undone_at`` is null while it is in force.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="roster_imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roster_imports")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    fixes = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="undone_roster_imports"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} to {self.cohort}"


class AuditRowQuerySet(models.QuerySet["AuditRow"]):
    """Rows of the trail: they are added and read. Nothing deletes one, and only erasing a person changes any."""

    def of_cohort(self, cohort: Cohort) -> Self:
        """What was changed in one cohort."""
        return self.filter(cohort=cohort)

    def of_course(self, course: Course) -> Self:
        """What was changed in a course, its lessons and all its cohorts."""
        return self.filter(Q(course=course) | Q(cohort__in=course.cohorts.all()))

    def of_account(self, user: User) -> Self:
        """What was done to the account of ``user``: once, although it is noted for each course of theirs."""
        same = {name: OuterRef(name) for name in ("subject", "verb", "at", "by")}
        earlier = AuditRow.objects.filter(pk__lt=OuterRef("pk"), **same)
        return self.filter(~Exists(earlier), subject=f"user {user.pk}")

    def update(self, **_kwargs: Any) -> int:
        raise TrailError

    def taken_off(self) -> Self:
        """Where a learner was taken off a list, with their name."""
        return self.filter(verb="take off", detail__name__isnull=False)

    def erase_reasons(self) -> None:
        """Take out the reasons that people typed, which may name whoever is erased."""
        self._erase("reason")

    def erase_names(self) -> None:
        """Take out the names of learners who were taken off a list."""
        self._erase("name", "user")

    def _erase(self, *details: str) -> None:
        """Take these details out: the one change there is."""
        for row in self.filter(detail__has_any_keys=details):
            rest = {name: value for name, value in row.detail.items() if name not in details}
            models.QuerySet.update(self.model.objects.filter(pk=row.pk), detail=rest)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TrailError


class TrailError(Exception):
    """The trail of changes is only ever added to."""


class AuditRow(models.Model):
    """One change of state: who did what to which row, and when. Only ever added.

    No person's name stands in it but that of a learner who was taken off a list, whom nothing else names any more. It
    goes when that person is erased, and with the other names of the cohort.

    ``by`` is null for what the clock did. ``subject`` names the row, such as "attempt 12". ``cohort`` is null for what
    belongs to a course or its lessons, and ``course`` for what belongs to a cohort; both are null for what learners do
    with their own attempts, and for what is done to an account without a part in any course.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="audit_rows")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="audit_rows")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="audit_rows")

    objects = AuditRowQuerySet.as_manager()

    class Meta:
        # The former code, which runs beside this one while a server is upgraded, knows the table by this name.
        db_table = "assessments_auditrow"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject"], name="audit_by_subject"),
            models.Index(fields=["cohort", "-at", "-id"], name="audit_by_cohort"),
            models.Index(fields=["course", "-at", "-id"], name="audit_by_course"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def save(self, **kwargs: Any) -> None:
        """Add the row. Raises TrailError when it is there already."""
        if not self._state.adding:
            raise TrailError
        super().save(**kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise TrailError."""
        raise TrailError


def later_by_months(start: datetime, months: int) -> datetime:
    """Return ``start`` so many months later, on the last day of a month that is too short."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def stored_sort_key(name: str) -> str:
    """Return the key by which lists sort ``name``, as far as its column holds it."""
    return list_key(name)[:SORT_KEY_LENGTH]


def stored_name_key(name: str) -> str:
    """Return the key of ``name`` as far as its column holds it. Only signs that stand for whole phrases go further."""
    return name_key(name)[:NAME_KEY_LENGTH]
