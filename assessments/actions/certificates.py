"""Changes to certificates: the rule for them, giving them and taking them back. Each leaves an audit row."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.models import Certificate, CertificateRule, MasteryRule
from assessments.models.certificates import CODE_LENGTH
from courses.codes import CODE_ALPHABET
from courses.models import Cohort, Course, Enrolment


@dataclass(frozen=True)
class RuleValues:
    """What a rule asks for; see ``CertificateRule``."""

    is_by_hand: bool
    needs_both: bool
    least_percent: int | None
    signatory: str


@transaction.atomic
def set_certificate_rule(*, cohort: Cohort, for_course: bool, values: RuleValues, by: User, now: datetime) -> None:
    """Set who gets a certificate: in every cohort of the course, or in this one only. Safe to repeat.

    A rule for the course ends the cohort's own rule. Certificates that were given stay.
    """
    if for_course:
        CertificateRule.objects.filter(cohort=cohort).delete()
    owner = {"course": cohort.course} if for_course else {"cohort": cohort}
    rule, _is_new = CertificateRule.objects.update_or_create(**owner, defaults=asdict(values))
    note_change(by=by, verb="set certificate rule", row=rule, now=now, cohort=cohort.pk, **asdict(values))


@transaction.atomic
def give_certificates(
    *,
    cohort: Cohort,
    seats: Iterable[Enrolment],
    signatory: str,
    is_by_hand: bool,
    by: User,
    now: datetime,
    reason: str = "",
) -> list[Certificate]:
    """Give each of ``seats`` a certificate, and return those that this call gave.

    Safe to repeat: who has a valid one gets no second one. ``is_by_hand`` says that a person decided, and ``reason``
    why; the trail keeps it.
    """
    why: dict[str, Any] = {"reason": reason} if reason else {}
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    holders = set(Certificate.objects.valid().filter(enrolment__cohort=cohort).values_list("enrolment", flat=True))
    given = Certificate.objects.bulk_create(
        Certificate(
            enrolment=seat,
            code=get_random_string(CODE_LENGTH, CODE_ALPHABET),
            name=seat.user.name,
            course_title=cohort.course.title,
            signatory=signatory,
            is_by_hand=is_by_hand,
            issued_at=now,
            issued_by=by,
        )
        for seat in seats
        if seat.pk not in holders
    )
    for certificate in given:
        about = {"seat": certificate.enrolment_id, "by_hand": is_by_hand}
        note_change(by=by, verb="give certificate", row=certificate, now=now, **about, **why)
    return given


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User, now: datetime) -> bool:
    """Take a certificate back; return whether this call did. Whoever checks it reads that it is not valid."""
    rows = Certificate.objects.valid().filter(pk=certificate.pk)
    if not rows.update(revoked_at=now, revoked_by=by, revoke_reason=reason):
        return False
    note_change(by=by, verb="revoke certificate", row=certificate, now=now, reason=reason)
    return True


@transaction.atomic
def set_mastery(*, course: Course, percent: int, by: User, now: datetime) -> bool:
    """Let an outcome count as mastered from ``percent`` on in all results of a course. Return False when it does."""
    if MasteryRule.objects.filter(course=course, percent=percent).exists():
        return False
    rule, _is_new = MasteryRule.objects.update_or_create(course=course, defaults={"percent": percent})
    note_change(by=by, verb="set mastery", row=rule, now=now, percent=percent)
    return True
