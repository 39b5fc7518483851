"""What a cohort learned as tables to keep: learning outcomes, wrong ideas, and the certificates that came of it."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.evaluation.answers import Held
from assessments.evaluation.rows import CohortResults, OutcomeRow
from assessments.exports.cohort import notes_of
from assessments.models import Certificate
from courses.spreadsheets.writing import Cell, Column, Sheet


def certificates_sheet(results: CohortResults) -> Sheet:
    """Return one row per certificate of the cohort, revoked ones too."""
    columns = [
        Column(_("Number"), _("The number that the centre gives the learner; may be empty.")),
        Column(_("Name"), _("The name that is printed on the certificate.")),
        Column(_("Course"), _("The course as it is printed on the certificate.")),
        Column(_("Code"), _("The code by which anybody can check the certificate.")),
        Column(_("Given"), _("The day on which it was given.")),
        Column(_("Given by"), _("Who gave it.")),
        Column(_("By hand"), _("yes: a person decided; no: the learner met the rule.")),
        Column(_("Revoked"), _("The day on which it was taken back; empty: it is valid.")),
        Column(_("Reason"), _("Why it was taken back.")),
    ]
    given = Certificate.objects.filter(enrolment__cohort=results.cohort).select_related("enrolment", "issued_by")
    rows = (
        [
            each.enrolment.external_id,
            each.name,
            each.course_title,
            each.shown_code,
            localdate(each.issued_at),
            each.issued_by.name,
            _("yes") if each.is_by_hand else _("no"),
            localdate(each.revoked_at) if each.revoked_at else None,
            each.revoke_reason,
        ]
        for each in given.order_by("name", "pk")
    )
    return Sheet(_("Certificates"), columns, rows)


def outcomes_sheet(results: CohortResults) -> Sheet:
    """Return one row per learning outcome: means, gain with its interval, and how many mastered it."""
    columns = [
        Column(_("Outcome"), _("The learning outcome.")),
        Column(_("Questions"), _("How many questions are about it; fewer than three are thin evidence.")),
        Column(_("Mean before"), _("In percent, of those who sat both.")),
        Column(_("Mean after"), _("In percent, of those who sat both.")),
        Column(_("Gain"), _("After minus before, in points of 100; empty where both quizzes share no question of it.")),
        Column(_("Gain, low"), _("Lower end of its 95 % interval (paired t).")),
        Column(_("Gain, high"), _("Upper end of its 95 % interval.")),
        Column(_("Learners"), _("How many have points for it in both quizzes.")),
        Column(_("Mastered before"), _("How many of them mastered it before.")),
        Column(_("Mastered after"), _("How many of them mastered it after.")),
    ]
    shown = results.outcomes if results.showing.class_figures else []
    return Sheet(_("Outcomes"), columns, (_outcome(row) for row in shown), notes_of(results))


def _outcome(row: OutcomeRow) -> list[Cell]:
    interval = row.gain.interval if row.gain else None
    ends = (interval.low, interval.high) if interval else (None, None)
    figures = (row.before, row.after, row.gain.value if row.gain else None, *ends)
    return [
        row.outcome.text,
        row.n_questions,
        *(None if each is None else round(each, 2) for each in figures),
        row.mastery_after.n,
        row.mastery_before.k,
        row.mastery_after.k,
    ]


def misconceptions_sheet(results: CohortResults) -> Sheet:
    """Return one row per wrong idea: how many hold it before and after."""
    columns = [
        Column(_("Wrong idea"), _("What somebody who holds it believes.")),
        Column(
            _("Asked before"), _("How many of those who sat both were asked for it before; 0: no question showed it.")
        ),
        Column(_("Held before"), _("How many of them held it.")),
        Column(_("Asked after"), _("How many were asked for it after.")),
        Column(_("Held after"), _("How many of them held it.")),
        Column(_("Most hold it after"), _("yes: an alarm; most of the class hold it after the lesson.")),
    ]
    shown = results.misconceptions if results.showing.class_figures else []
    return Sheet(_("Wrong ideas"), columns, (_held(row) for row in shown), notes_of(results))


def _held(row: Held) -> list[Cell]:
    is_alarm = _("yes") if row.is_majority_after else _("no")
    return [row.misconception.text, row.n_before, row.k_before, row.n_after, row.k_after, is_alarm]
