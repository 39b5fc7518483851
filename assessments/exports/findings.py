"""What a cohort learned as tables to keep: outcomes, choices, wrong ideas, and what certificates came of it."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.evaluation.answers import Choice, Held
from assessments.evaluation.rows import CohortResults, OutcomeRow, QuestionRow
from assessments.exports.cohort import notes_of
from assessments.models import Certificate
from assessments.reports.answered import with_answers
from courses.spreadsheets.writing import Cell, Column, Sheet
from lessons.prose import plain_line


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
        for each in given.order_by("enrolment__name_key", "name", "pk")
    )
    return Sheet(_("Certificates"), columns, rows)


def outcomes_sheet(results: CohortResults) -> Sheet:
    """Return one row per learning outcome: means, gain with its interval, and how many mastered it."""
    columns = [
        Column(_("Outcome"), _("The learning outcome.")),
        Column(
            _("Questions"),
            _(
                "How many questions are about it first of all: of those in both quizzes, or of all where both share "
                "none of it; fewer than three are thin evidence."
            ),
        ),
        Column(_("Mean before"), _("In percent on these questions, of those who sat both quizzes.")),
        Column(_("Mean after"), _("In percent on these questions, of those who sat both quizzes.")),
        Column(
            _("Gain"),
            _(
                "After minus before, in points of 100, before rounding; empty where both quizzes share no question of "
                "it."
            ),
        ),
        Column(_("Gain, low"), _("Lower end of its 95 % interval (paired t).")),
        Column(_("Gain, high"), _("Upper end of its 95 % interval.")),
        Column(
            _("Learners"),
            _("How many of those who sat both have points for it: in both quizzes, or after where these share none."),
        ),
        Column(_("Mastered before"), _("How many of those who sat both mastered it before.")),
        Column(_("Mastered after"), _("How many of these learners mastered it after.")),
        Column(_("Mastered after, low"), _("Lower end of the 95 % interval of that share, in percent (Wilson).")),
        Column(_("Mastered after, high"), _("Upper end of the 95 % interval of that share.")),
    ]
    shown = results.outcomes if results.showing.class_figures else []
    return Sheet(_("Outcomes"), columns, (_outcome(row) for row in shown), notes_of(results))


def _outcome(row: OutcomeRow) -> list[Cell]:
    interval = row.gain.interval if row.gain else None
    ends = (interval.low, interval.high) if interval else (None, None)
    mastered = row.mastery_after.interval
    figures = (row.before, row.after, row.gain.value if row.gain else None, *ends)
    return [
        row.outcome.text,
        row.n_questions,
        *map(_two, figures),
        row.mastery_after.n,
        row.mastery_before.k,
        row.mastery_after.k,
        *map(_two, (mastered.low, mastered.high) if mastered else (None, None)),
    ]


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def choices_sheet(results: CohortResults) -> Sheet:
    """Return one row per option that could be chosen: how many chose it before and after."""
    columns = [
        Column(_("Place"), _("The place of the question in the table of questions, from 1.")),
        Column(_("Text"), _("What the learner read.")),
        Column(_("Option"), _("What could be chosen.")),
        Column(_("Right"), _("yes: the key counts it as right.")),
        Column(_("Chosen before"), _("How many of all who sat the quiz before the lesson chose it.")),
        Column(_("Chosen after"), _("How many of all who sat the quiz after the lesson chose it.")),
    ]
    shown = results.questions if results.showing.class_figures else []
    rows = (_chosen(row, choice) for row in with_answers(results, shown) for choice in row.choices)
    return Sheet(_("Choices"), columns, rows, notes_of(results))


def _chosen(row: QuestionRow, choice: Choice) -> list[Cell]:
    is_right = _("yes") if choice.is_right else _("no")
    return [row.number, plain_line(row.shown_stem), choice.text, is_right, choice.n_before, choice.n_after]


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
