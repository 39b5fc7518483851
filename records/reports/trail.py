"""Who changed what: the trail of a cohort or of a course, for a page and for a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import (
    Accommodation,
    AssessmentForm,
    Attempt,
    Certificate,
    CertificateRule,
    MasteryRule,
    Question,
    RegradeRun,
    Ruling,
    Sitting,
)
from courses.models import AuditRow, Cohort, Course, Enrolment, Group, RosterImport
from courses.rows import sealed
from courses.spreadsheets.writing import Column, Sheet
from records.reports.details import names_in
from records.verbs import VERBS, shown_doer, shown_verb

BATCH = 1000


@dataclass(frozen=True)
class Wanted:
    """Which rows of a trail to show. Nothing given leaves nothing out; ``until`` is the last day that counts."""

    who: int | None = None
    what: str = ""
    since: date | None = None
    until: date | None = None

    def of(self, rows: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
        """Return those of ``rows`` that are wanted."""
        if self.who is not None:
            rows = rows.filter(by=self.who)
        if self.what in VERBS:
            rows = rows.filter(verb__in=VERBS[self.what])  # type: ignore[index]
        if self.since:
            rows = rows.filter(at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return rows


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Entry:
    """One change in words. ``by`` is empty for what no person did, and ``doer`` says what did.

    ``cohort`` is empty for what belongs to the whole course.
    """

    at: datetime
    by: str
    doer: str
    verb: str
    about: str
    cohort: str
    details: Sequence[str]


def trail_of(place: Cohort | Course | User) -> QuerySet[AuditRow]:
    """Return what was changed in a cohort, in a course with all its cohorts, or of an account, newest first."""
    rows = AuditRow.objects
    if isinstance(place, User):
        return rows.of_account(place)
    return rows.of_cohort(place) if isinstance(place, Cohort) else rows.of_course(place)


def people_of(place: Cohort | Course | User) -> list[User]:
    """Return who changed something there, by name."""
    return list(User.objects.filter(pk__in=trail_of(place).order_by().values("by")).order_by("name", "pk"))


def entries_of(rows: Iterable[AuditRow]) -> list[Entry]:
    """Return ``rows`` in words, in one query for each kind of row that they are about or name."""
    rows = list(rows)
    names, named = _names(rows), names_in(rows)
    return [
        Entry(
            at=row.at,
            by=row.by.name if row.by else "",
            doer="" if row.by else shown_doer(row.verb),
            verb=shown_verb(row.verb, row.subject.partition(" ")[0]),
            about=names.get(row.subject) or row.detail.get("name", ""),
            cohort=row.cohort.name if row.cohort else "",
            details=named.shown(row),
        )
        for row in rows
    ]


def with_names(rows: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
    """Return ``rows`` with what entries_of needs."""
    return sealed(rows.select_related("by", "cohort"))


def _seat(seat: Enrolment) -> str:
    return seat.user.name


def _attempt(attempt: Attempt) -> str:
    return f"{attempt.enrolment.user.name}, {attempt.sitting.label}"


def _certificate(certificate: Certificate) -> str:
    return certificate.enrolment.user.name


def _import(done: RosterImport) -> str:
    return done.file_name


def _regrade(run: RegradeRun) -> str:
    return run.version.question.name


def _time(given: Accommodation) -> str:
    return given.enrolment.user.name


def _rule(rule: CertificateRule) -> str:
    return str(rule.cohort or rule.course)


# How each kind of row is named, and what that needs.
NAMED: Mapping[str, tuple[QuerySet, Callable]] = {
    "attempt": (Attempt.objects.select_related("enrolment__user", "sitting"), _attempt),
    "enrolment": (Enrolment.objects.select_related("user"), _seat),
    "certificate": (Certificate.objects.select_related("enrolment__user"), _certificate),
    "sitting": (Sitting.objects.all(), str),
    "assessmentform": (AssessmentForm.objects.all(), str),
    "question": (Question.objects.all(), lambda question: question.name),
    "ruling": (Ruling.objects.select_related("question"), lambda ruling: ruling.question.name),
    "regraderun": (RegradeRun.objects.select_related("version__question"), _regrade),
    "accommodation": (Accommodation.objects.select_related("enrolment__user"), _time),
    "certificaterule": (CertificateRule.objects.select_related("cohort", "course"), _rule),
    "masteryrule": (MasteryRule.objects.select_related("course"), lambda rule: str(rule.course)),
    "group": (Group.objects.all(), str),
    "rosterimport": (RosterImport.objects.defer("content", "changes"), _import),
    "cohort": (Cohort.objects.all(), str),
    "course": (Course.objects.all(), str),
    "user": (User.objects.all(), str),
}


def _names(rows: Iterable[AuditRow]) -> dict[str, str]:
    """Return the name of each subject that is still there."""
    keys = defaultdict(set)
    for row in rows:
        kind, _space, key = row.subject.partition(" ")
        if kind in NAMED and key.isdigit():
            keys[kind].add(int(key))
    return {
        f"{kind} {found.pk}": name(found)
        for kind, wanted in keys.items()
        for found_in, name in [NAMED[kind]]
        for found in found_in.filter(pk__in=wanted)
    }


def trail_sheet(rows: QuerySet[AuditRow]) -> Sheet:
    """Return a trail as a table of a file."""
    columns = [
        Column(_("When"), _("Day and time of the change, with the time zone.")),
        Column(_("Who"), _("Who did it. Empty when no person did.")),
        Column(_("What"), _("What was done.")),
        Column(_("About"), _("The person, quiz, form or question that was changed, as far as it is still there.")),
        Column(_("Cohort"), _("Empty for what belongs to the whole course.")),
        Column(_("Details"), _("What else is known of the change.")),
    ]
    return Sheet(_("Changes"), columns, _rows(rows))


def _batches(rows: Iterable[AuditRow]) -> Iterator[list[AuditRow]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _rows(rows: QuerySet[AuditRow]) -> Iterator[tuple[datetime | str, ...]]:
    for batch in _batches(with_names(rows).iterator(BATCH)):
        for entry in entries_of(batch):
            yield entry.at, entry.by, entry.verb, entry.about, entry.cohort, "; ".join(entry.details)
