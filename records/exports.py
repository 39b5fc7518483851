"""What is kept of a person, as a ZIP for themselves: tables, a file for machines, and what is in them.

Nothing in it is of anybody else, and nothing that the person could not see on a page: no key, no note for
instructors, and of results only what was released.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import BoardEntry, Rating
from assessments.choices import shown_answer
from assessments.forms.marking import plain
from assessments.models import Accommodation, Attempt, Certificate
from assessments.points import points_of
from assessments.results import Total, total_of
from assessments.sheets import sheet_of
from assessments.stems import shown_stem
from courses.models import AuditRow, Enrolment
from courses.rows import sealed
from courses.spreadsheets.writing import Cell, Column, Sheet, csv_file
from delivery.models import Attendance, Vote
from delivery.reports.rooms import sheet_item
from lessons.models import SlideVisit
from records.verbs import shown_verb

BATCH = 1000
LAID_OUT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Own:
    """Whose data it is, and when it was asked for."""

    user: User
    now: datetime

    @property
    def seats(self) -> list[Enrolment]:
        seats = self.user.enrolments.select_related("cohort__course", "course", "group")
        return list(seats.order_by("created_at", "pk"))

    @property
    def attempts(self) -> list[Attempt]:
        own = Attempt.objects.filter(enrolment__user=self.user)
        return list(own.select_related("sitting__cohort", "form").order_by("started_at", "pk"))


def own_archive(user: User, now: datetime) -> bytes:
    """Return everything that is kept of ``user`` as the bytes of a ZIP."""
    own = Own(user, now)
    sheets = {name: make(own) for name, make in TABLES.items()}
    tables = {name: Sheet(sheet.title, sheet.columns, list(sheet.rows)) for name, sheet in sheets.items()}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as files:
        files.writestr("readme.txt", _readme(own, tables))
        files.writestr("everything.json", json.dumps(_machine(own, tables), ensure_ascii=False, indent=1))
        for name, sheet in tables.items():
            files.writestr(f"{name}.csv", csv_file(sheet))
    return out.getvalue()


def _readme(own: Own, tables: dict[str, Sheet]) -> str:
    lines = [
        _("What Fieldschool keeps of {name}").format(name=own.user.name),
        _("Asked for on {day}").format(day=own.now.strftime(LAID_OUT)),
        "",
        _("Every table is a CSV file that a spreadsheet opens. everything.json holds the same for programs."),
        _("Points are in it once they are released. Keys, and what belongs to other people, are not."),
    ]
    for name, sheet in tables.items():
        lines += ["", f"{name}.csv: {sheet.title}"]
        lines += [f"  {column.header}: {column.meaning}" for column in sheet.columns]
    return "\r\n".join(lines) + "\r\n"


def _machine(own: Own, tables: dict[str, Sheet]) -> dict[str, object]:
    return {
        "made_at": own.now.isoformat(),
        **{
            name: [
                {column.header: _json(cell) for column, cell in zip(sheet.columns, row, strict=True)}
                for row in sheet.rows
            ]
            for name, sheet in tables.items()
        },
    }


def _json(cell: Cell) -> object:
    return cell if isinstance(cell, str | int | float | None) else str(cell)


def _columns(*pairs: tuple[str, str]) -> Sequence[Column]:
    return [Column(header, meaning) for header, meaning in pairs]


def _person(own: Own) -> Sheet:
    user = own.user
    columns = _columns(
        (_("Name"), _("As it is shown.")),
        (_("User name"), _("What names the account.")),
        (_("E-mail address"), _("Of the account. It may be empty.")),
        (_("Account since"), _("When the account was made.")),
        (_("Last sign-in"), _("When somebody last signed in to it.")),
    )
    return Sheet(
        _("The account"), columns, [(user.name, user.username, user.email, user.date_joined, user.last_login or "")]
    )


def _seats(own: Own) -> Sheet:
    columns = _columns(
        (_("Course"), _("Its title.")),
        (_("Cohort"), _("Empty for a director of a course.")),
        (_("Part"), _("Learner, instructor or course director.")),
        (_("Group"), _("The small group, if any.")),
        (_("Number"), _("As the centre gives it.")),
        (_("E-mail address"), _("As the list of the cohort has it.")),
        (_("Joined"), _("When you first came in.")),
    )
    return Sheet(_("Courses and cohorts"), columns, _seat_rows(own))


def _seat_rows(own: Own) -> Iterator[Sequence[Cell]]:
    for seat in own.seats:
        course = seat.cohort.course if seat.cohort else seat.course
        yield (
            str(course or ""),
            seat.cohort.name if seat.cohort else "",
            str(seat.get_role_display()),
            seat.group.name if seat.group else "",
            seat.external_id,
            seat.email,
            seat.joined_at or "",
        )


def _quizzes(own: Own) -> Sheet:
    columns = _columns(
        (_("Cohort"), _("In which it was taken.")),
        (_("Quiz"), _("Its name.")),
        (_("Started"), _("When you started.")),
        (_("Sent"), _("When it was sent, or its time was over.")),
        (_("Receipt"), _("The code you were given for it.")),
        (_("Points"), _("So far. Empty until points are released, and of an attempt that does not count.")),
        (_("of"), _("Full points of the questions that have their points, as your result shows them. Else empty.")),
        (
            _("Waiting"),
            _("How many of your answers wait for a person. They count in neither column before. Else empty."),
        ),
    )
    totals = _released_totals(own)
    rows = [
        (
            each.sitting.cohort.name,
            each.sitting.label,
            each.started_at,
            each.submitted_at or "",
            each.receipt,
            *_total_cells(totals.get(each.pk)),
        )
        for each in own.attempts
    ]
    return Sheet(_("Quizzes"), columns, rows)


def _total_cells(total: Total | None) -> tuple[Cell, Cell, Cell]:
    if total is None:
        return "", "", ""
    return plain(round(total.points, 2)), plain(round(total.max_points, 2)), total.n_waiting


def _released_totals(own: Own) -> dict[int, Total]:
    """Return what the pages of results say of each attempt; nothing of one whose points they do not show."""
    points = points_of([each for each in own.attempts if _has_points_released(each, own.now)])
    return {pk: total_of(each.items) for pk, each in points.items()}


def _has_points_released(attempt: Attempt, now: datetime) -> bool:
    if not attempt.submitted_at or attempt.voided_at:
        return False
    return attempt.sitting.is_released(attempt.sitting.release_score, now)


def _answers(own: Own) -> Sheet:
    columns = _columns(
        (_("Quiz"), _("Its name.")),
        (_("Question"), _("As you saw it.")),
        (_("Answer"), _("What you answered, a line for each choice or box.")),
        (_("Saved"), _("When it was saved.")),
    )
    return Sheet(_("Answers"), columns, _answer_rows(own))


def _answer_rows(own: Own) -> Iterator[Sequence[Cell]]:
    for attempt in own.attempts:
        sheet = sheet_of(attempt.form)
        for response in attempt.responses.all():
            item = sheet[response.position]
            said = "\n".join(shown_answer(item, response.answer))
            yield attempt.sitting.label, shown_stem(item), said, response.saved_at


def _late(own: Own) -> Sheet:
    columns = _columns(
        (_("Quiz"), _("Its name.")),
        (_("Question"), _("As you saw it.")),
        (_("Answer"), _("What arrived after the time was over.")),
        (_("Received"), _("When it arrived.")),
    )
    rows = [
        (attempt.sitting.label, shown_stem(item), "\n".join(shown_answer(item, late.answer)), late.received_at)
        for attempt in own.attempts
        for late in attempt.late_responses.all()
        for item in [sheet_of(attempt.form)[late.position]]
    ]
    return Sheet(_("Late answers"), columns, rows)


def _reading(own: Own) -> Sheet:
    columns = _columns((_("Slide"), _("Read to its end.")), (_("At"), _("When.")))
    visits = SlideVisit.objects.filter(user=own.user).select_related("slide").order_by("at", "pk")
    return Sheet(_("Slides read"), columns, [(each.slide.title, each.at) for each in visits])


def _classes(own: Own) -> Sheet:
    columns = _columns((_("Class"), _("You were in it.")), (_("Since"), _("When your device first said so.")))
    own_rows = Attendance.objects.filter(enrolment__user=own.user)
    rows = own_rows.select_related("delivery__lesson").order_by("at", "pk")
    return Sheet(_("Classes"), columns, [(str(each.delivery.lesson), each.at) for each in rows])


def _votes(own: Own) -> Sheet:
    columns = _columns(
        (_("Question to the room"), _("As it was asked in class.")),
        (_("Answer"), _("What you answered with your name. Answers without names lead to nobody.")),
        (_("At"), _("When.")),
    )
    votes = Vote.objects.filter(seat__user=own.user).select_related("run__version").order_by("at", "pk")
    rows = [
        (
            shown_stem(each.run.version),
            "\n".join(shown_answer(sheet_item(each.run.version), each.answer)),
            each.at or "",
        )
        for each in votes
    ]
    return Sheet(_("Answers in class"), columns, rows)


def _boards(own: Own) -> Sheet:
    columns = _columns(
        (_("Board"), _("On which it stands.")),
        (_("Point"), _("What you wrote.")),
        (_("At"), _("When.")),
    )
    entries = BoardEntry.objects.filter(author__user=own.user).select_related("board").order_by("pk")
    return Sheet(_("Points on boards"), columns, [(each.board.title, each.text, each.created_at) for each in entries])


def _ratings(own: Own) -> Sheet:
    columns = _columns(
        (_("Activity"), _("In which you rated a briefing.")),
        (_("Group"), _("Whose briefing it was.")),
        (_("Ratings"), _("One number for each scale of the form.")),
        (_("Comments"), _("What you wrote.")),
    )
    ratings = Rating.objects.filter(seat__user=own.user).select_related("run__activity", "group").order_by("pk")
    rows = [
        (
            each.run.activity.title,
            each.group.name,
            ", ".join("" if value is None else str(value) for value in each.values),
            "\n".join(each.comments),
        )
        for each in ratings
    ]
    return Sheet(_("Ratings"), columns, rows)


def _changes(own: Own) -> Sheet:
    """Return what was done to the person's entries, without who did it: that is somebody else's."""
    columns = _columns(
        (_("What"), _("What was done to your entry, your attempt or your account.")), (_("At"), _("When."))
    )
    subjects = [f"enrolment {seat.pk}" for seat in own.seats] + [f"attempt {each.pk}" for each in own.attempts]
    rows = AuditRow.objects.filter(subject__in=subjects) | AuditRow.objects.of_account(own.user)
    return Sheet(_("Changes"), columns, [(_done(row), row.at) for row in rows.order_by("at", "pk")])


def _actions(own: Own) -> Sheet:
    """Return what the person did, without to whom and what was said of them: that is somebody else's."""
    columns = _columns(
        (_("What"), _("What you did that is kept under your name. To whom is not in it.")),
        (_("Where"), _("The cohort or the course. Empty for what belongs to none.")),
        (_("At"), _("When.")),
    )
    done = sealed(own.user.audit_rows.select_related("cohort", "course").order_by("at", "pk"))
    rows = ((_done(row), str(row.cohort or row.course or ""), row.at) for row in done.iterator(BATCH))
    return Sheet(_("What you did"), columns, rows)


def _done(row: AuditRow) -> str:
    return shown_verb(row.verb, row.subject.partition(" ")[0])


def _certificates(own: Own) -> Sheet:
    columns = _columns(
        (_("Course"), _("As it is printed.")),
        (_("Name"), _("As it is printed.")),
        (_("Code"), _("With which anybody can check the certificate.")),
        (_("Given"), _("When it was given.")),
        (_("Taken back"), _("When it was taken back. Empty while it is valid.")),
    )
    rows = Certificate.objects.filter(enrolment__user=own.user).order_by("issued_at", "pk")
    cells = [(each.course_title, each.name, each.shown_code, each.issued_at, each.revoked_at or "") for each in rows]
    return Sheet(_("Certificates"), columns, cells)


def _sign_ins(own: Own) -> Sheet:
    columns = _columns((_("Device"), _("What the browser said it was.")), (_("At"), _("When you signed in on it.")))
    return Sheet(_("Sign-ins"), columns, [(each.device, each.at) for each in own.user.sign_ins.all()])


def _granted(own: Own) -> Sheet:
    columns = _columns(
        (_("Cohort"), _("In whose quizzes it counts.")), (_("Minutes"), _("More time that you were given."))
    )
    rows = Accommodation.objects.filter(enrolment__user=own.user).select_related("enrolment__cohort")
    cells = [(str(each.enrolment.cohort or ""), each.extra_minutes) for each in rows]
    return Sheet(_("More time"), columns, cells)


TABLES: dict[str, Callable[[Own], Sheet]] = {
    "account": _person,
    "cohorts": _seats,
    "quizzes": _quizzes,
    "answers": _answers,
    "late-answers": _late,
    "more-time": _granted,
    "certificates": _certificates,
    "slides-read": _reading,
    "classes": _classes,
    "answers-in-class": _votes,
    "points-on-boards": _boards,
    "ratings": _ratings,
    "changes": _changes,
    "what-you-did": _actions,
    "sign-ins": _sign_ins,
}
