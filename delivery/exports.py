"""What came of a class, as a file for people to keep."""

from datetime import datetime

from django.utils.translation import gettext as _

from activities.exports import table
from delivery.models import Delivery
from delivery.reports.after import AfterClass

type Rows = list[list[str]]


def class_csv(delivery: Delivery, report: AfterClass) -> str:
    """Return the report on a class as CSV in which no cell is taken for a formula."""
    parts = [_head(delivery), _times(report), _answers(report), _listened(report), _attendance(report)]
    parts.append([[_("Notes"), delivery.notes]])
    return table(row for part in parts for row in [*part, []])


def _head(delivery: Delivery) -> Rows:
    return [
        [_("Lesson"), str(delivery.lesson)],
        [_("Cohort"), delivery.cohort.name],
        [_("Began"), _moment(delivery.started_at)],
        [_("Ended"), _moment(delivery.ended_at)],
    ]


def _times(report: AfterClass) -> Rows:
    heading = [_("Item"), _("Planned seconds"), _("Actual seconds")]
    return [heading, *([row.name, str(row.item.seconds), _number(row.actual)] for row in report.times)]


def _answers(report: AfterClass) -> Rows:
    heading = [_("Question"), _("Answers"), _("Right"), _("Known to be right or not")]
    return [heading, *([row.stem, str(row.n), _number(row.n_right), str(row.n_judged)] for row in report.asked)]


def _listened(report: AfterClass) -> Rows:
    heading = [_("Activity"), _("Listen for"), _("Heard")]
    points = [(row.run.activity.number, point) for row in report.listened for point in row.points]
    return [heading, *([number, point.text, _("yes") if point.is_heard else _("no")] for number, point in points)]


def _attendance(report: AfterClass) -> Rows:
    return [[_("Learner"), _("In the room since")], *([row.seat.user.name, _moment(row.at)] for row in report.seats)]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
