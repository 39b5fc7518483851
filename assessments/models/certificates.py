"""Certificates of completion: who gets one, and each one that was given."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Course, Enrolment

CODE_LENGTH = 12


class CertificateRule(models.Model):
    """Who gets a certificate, of all cohorts of a course or of one cohort: exactly one of the two is set.

    The rule of a cohort goes before that of its course. ``least_percent`` is what a learner must reach after every
    lesson, in the newest released quiz that they sat; None for no such limit. ``is_by_hand`` means that only people
    decide, one learner at a time.
    ``signatory`` stands under the line for a signature; it may be empty.
    """

    course = models.OneToOneField(Course, on_delete=models.PROTECT, null=True, related_name="certificate_rule")
    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, null=True, related_name="certificate_rule")
    is_by_hand = models.BooleanField(default=False)
    needs_both = models.BooleanField(default=True)
    least_percent = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(100)])
    signatory = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=True, cohort__isnull=False) | Q(course__isnull=False, cohort__isnull=True),
                name="certificate_rule_is_of_course_or_cohort",
            ),
            models.CheckConstraint(
                condition=Q(least_percent__isnull=True) | Q(least_percent__lte=100),
                name="certificate_rule_asks_a_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"Certificates of {self.cohort or self.course}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self) -> Self:
        """Certificates that nobody took back."""
        return self.filter(revoked_at=None)

    def printable(self) -> Self:
        """Valid certificates that still have a name: anybody can check that of an erased learner, nobody prints it."""
        return self.valid().filter(enrolment__erased_at=None)


class Certificate(models.Model):
    """One certificate as it was given: what is printed on it stays, whatever is renamed later.

    ``code`` is how anybody can check it. ``is_by_hand`` when a person decided and not the rule. The three
    ``revoked_…`` are empty while it is valid.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    name = models.CharField(max_length=150)
    course_title = models.CharField(max_length=300)
    signatory = models.CharField(max_length=120, blank=True)
    is_by_hand = models.BooleanField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="given_certificates")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="revoked_certificates"
    )
    revoke_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["issued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(revoked_at=None), name="certificate_one_valid_per_learner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.course_title}"

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None

    @property
    def is_nameless(self) -> bool:
        """Whether the name was removed with the person. Needs the enrolment."""
        return self.enrolment.erased_at is not None

    @property
    def shown_code(self) -> str:
        """The code as it is printed: ``ABCD-EFGH-JKLM``."""
        return "-".join(self.code[at : at + 4] for at in range(0, CODE_LENGTH, 4))


class MasteryRule(models.Model):
    """From how many percent an outcome counts as mastered in the results of a course."""

    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="mastery_rule")
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="mastery_rule_is_a_percent")
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.percent} %"
