"""The results of a cohort as tables to keep: learners, answers, questions, and one without names for research."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from django.utils.translation import gettext as _

from assessments.evaluation.marks import State, first_of, marks_of, took_of
from assessments.evaluation.rows import CohortResults, LearnerRow, QuestionRow
from assessments.evaluation.showing import Showing
from assessments.models import Question, Response, Sitting
from assessments.reports.quiz import shown_answer
from assessments.sheets import sheet_of
from courses.models import Cohort, Enrolment
from courses.spreadsheets.writing import Cell, Column, Sheet

FEWEST = 5  # fewer people than this are known by what is said of them

STATES = {
    State.RIGHT: "right",
    State.PARTLY: "partly right",
    State.WRONG: "wrong",
    State.BLANK: "not answered",
    State.WAITING: "waiting for a person",
    State.DROPPED: "out of the total",
}


def learners_sheet(results: CohortResults) -> Sheet:
    """Return one row per learner: before, after, change, and after by learning outcome."""
    seats = _seats(results.cohort)
    columns = [
        Column(_("Number"), _("The number that the centre gives the learner; may be empty.")),
        Column(_("Name"), _("The learner's name.")),
        Column(_("Group"), _("The small group within the cohort; may be empty.")),
        *_score_columns(),
        *_outcome_columns(results),
    ]
    rows = ([*_who(seats.get(row.seat)), *_scores(row, results)] for row in results.learners)
    return Sheet(_("Learners"), columns, rows, notes_of(results))


def _seats(cohort: Cohort) -> dict[int, Enrolment]:
    return {seat.pk: seat for seat in cohort.enrolments.learners().select_related("user", "group")}


def _who(seat: Enrolment | None) -> list[Cell]:
    if seat is None:
        return ["", "", ""]
    return [seat.external_id, seat.user.name, seat.group.name if seat.group else ""]


def _score_columns() -> list[Column]:
    waiting = _("How many answers still wait for a person: until then the score is provisional.")
    return [
        Column(_("Before"), _("Score before the lesson, in percent of full points; empty: not taken.")),
        Column(_("Waiting before"), waiting),
        Column(_("After"), _("Score after the lesson, in percent of full points; empty: not taken.")),
        Column(_("Waiting after"), waiting),
        Column(_("Change"), _("After minus before, in points of 100, on the questions of both quizzes; else empty.")),
    ]


def _outcome_columns(results: CohortResults) -> list[Column]:
    meaning = _("Score after the lesson in this learning outcome, in percent: {outcome}")
    return [Column(outcome.short, meaning.format(outcome=outcome.text)) for outcome in results.heat]


def _scores(row: LearnerRow, results: CohortResults) -> list[Cell]:
    cells = row.cells or [None] * len(results.heat)
    waiting = [score.n_waiting if score.attempt else None for score in (row.before, row.after)]
    return [row.before.percent, waiting[0], row.after.percent, waiting[1], row.change, *cells]


def notes_of(results: CohortResults) -> list[str]:
    """Return which quizzes the numbers come from, and what to keep in mind with them."""
    quizzes = [
        said.format(label=sitting.label)
        for said, sitting in ((_("Before: {label}"), results.pre), (_("After: {label}"), results.post))
        if sitting
    ]
    return [*quizzes, *map(str, results.about_forms), *map(str, results.cautions)]


def items_sheet(results: CohortResults) -> Sheet:
    """Return one row per question: how it went before and after, and how it works among the others."""
    slugs = dict(
        Question.objects.filter(pk__in=[q.item.question_id for q in results.questions]).values_list("pk", "slug")
    )
    columns = [
        Column(_("Question"), _("The name of the question in the files of the course.")),
        Column(_("Text"), _("What the learner read.")),
        Column(_("Type"), _("The type of the question.")),
        Column(_("Full points"), _("The points for a right answer.")),
        Column(_("In both quizzes"), _("yes: the same version was asked before and after.")),
        Column(_("Facility before"), _("Mean share of the points before, 0 to 1.")),
        Column(_("Facility after"), _("Mean share of the points after, 0 to 1.")),
        Column(_("Learners"), _("How many learners have points for the question in both quizzes.")),
        Column(_("Right before"), _("How many of them were right before.")),
        Column(_("Right after"), _("How many of them were right after.")),
        Column(_("Wrong to right"), _("How many of them went from wrong to right.")),
        Column(_("Right to wrong"), _("How many of them went from right to wrong.")),
        Column(_("McNemar p"), _("Exact binomial test of the two columns before; from 10 learners.")),
        Column(_("Not answered"), _("How many left it empty in the quiz after the lesson.")),
        Column(_("Waiting"), _("How many answers wait for a person.")),
        Column(_("Item-rest r"), _("Correlation of the points with those of all other questions; from 20 learners.")),
        Column(_("Discriminative efficiency"), _("As Moodle reports it, of 100; from 20 learners.")),
        Column(_("Effective weight"), _("As Moodle reports it, of 100; from 20 learners.")),
        Column(_("Commonest wrong answer"), _("The wrong answer that most learners gave in the last quiz.")),
        Column(_("Times given"), _("How many learners gave it.")),
    ]
    rows = (_item(row, slugs, results) for row in results.questions)
    return Sheet(_("Questions"), columns, rows, notes_of(results))


def _item(row: QuestionRow, slugs: Mapping[int, str], results: CohortResults) -> list[Cell]:
    change, n = row.change, results.quality.n
    wrong, n_wrong = row.wrong or ((), None)
    return [
        slugs.get(row.item.question_id, ""),
        row.shown_stem,
        row.item.type,
        row.item.points,
        _("yes") if row.is_common else _("no"),
        row.facility_before,
        row.facility_after,
        *_change(row),
        change.p if Showing(change.n).effects else None,
        row.n_blank,
        row.n_waiting,
        *([row.r, row.efficiency, row.weight] if Showing(n).discrimination else [None, None, None]),
        " · ".join(wrong),
        n_wrong,
    ]


def _change(row: QuestionRow) -> list[Cell]:
    change = row.change
    if not row.is_common:
        return [None] * 5
    return [change.n, change.n_right_before, change.n_right_after, change.wrong_right, change.right_wrong]


def responses_sheet(results: CohortResults) -> Sheet:
    """Return one row per question that a learner was asked, in the first attempt of each that counts."""
    columns = [
        Column(_("Number"), _("The number that the centre gives the learner; may be empty.")),
        Column(_("Name"), _("The learner's name.")),
        Column(_("Group"), _("The small group within the cohort; may be empty.")),
        Column(_("Quiz"), _("The name of the quiz.")),
        Column(_("When"), _("pre: before the lesson, post: after it.")),
        Column(_("Place"), _("The place of the question on the form, from 1; learners may see another order.")),
        Column(_("Question"), _("The name of the question in the files of the course.")),
        Column(_("Type"), _("The type of the question.")),
        Column(_("Answer"), _("What the learner answered; empty: nothing.")),
        Column(_("Result"), _("right, partly right, wrong, not answered, waiting for a person, out of the total.")),
        Column(_("Points"), _("The points that count; empty while they wait or when they are out of the total.")),
        Column(_("Full points"), _("The points for a right answer.")),
    ]
    sittings = [each for each in (results.pre, results.post) if each]
    return Sheet(_("Answers"), columns, _responses(results.cohort, sittings), notes_of(results))


def _responses(cohort: Cohort, sittings: Sequence[Sitting]) -> Iterator[list[Cell]]:
    attempts = first_of([each.pk for each in sittings])
    sheets = {form.pk: sheet_of(form) for each in sittings for form in (each.form_a, each.form_b) if form}
    marks = marks_of(took_of(attempts), sheets)
    given = Response.objects.filter(attempt__in=attempts).values_list("attempt", "position", "answer")
    answers = {(attempt, position): answer for attempt, position, answer in given}
    questions = {column.question for column in marks.columns}
    slugs = dict(Question.objects.filter(pk__in=questions).values_list("pk", "slug"))
    seats, by_pk = _seats(cohort), {each.pk: each for each in sittings}
    for row, took in enumerate(marks.took):
        sitting = by_pk[took.sitting]
        for position, item in sheets[took.form].items():
            place = marks.places[took.form][position]
            share = float(marks.shares[row, place.column])
            answer = answers.get((took.pk, position))
            yield [
                *_who(seats.get(took.seat)),
                sitting.label,
                sitting.kind,
                position + 1,
                slugs.get(item.question_id, ""),
                item.type,
                "" if answer is None else " · ".join(shown_answer(item, answer)),
                STATES.get(State(int(marks.states[row, place.column])), ""),
                None if np.isnan(share) else round(share * place.points, 3),
                place.points,
            ]


def research_sheet(results: CohortResults) -> Sheet:
    """Return the scores without names, numbers and times, in a random order under random labels.

    Groups in which fewer than FEWEST learners have a score are not named; a whole cohort as small gives no rows.
    """
    columns = [
        Column(_("Person"), _("A random label, another one in every file.")),
        Column(_("Group"), _("A random label of the small group; empty for groups that are too small to be named.")),
        *_score_columns(),
        *_outcome_columns(results),
    ]
    small = _("Nothing is said of fewer than {n} people.").format(n=FEWEST)
    return Sheet(_("Research"), columns, _research_rows(results), [small])


def _research_rows(results: CohortResults) -> list[list[Cell]]:
    rows = [row for row in results.learners if row.before.attempt or row.after.attempt]
    if len(rows) < FEWEST:
        return []
    labels = _group_labels(results.cohort, rows)
    found: list[list[Cell]] = [
        [f"P{secrets.token_hex(4)}", label, *_scores(row, results)] for row, label in zip(rows, labels, strict=True)
    ]
    return sorted(found, key=lambda row: str(row[0]))


def _group_labels(cohort: Cohort, rows: Sequence[LearnerRow]) -> list[str]:
    """Return a random label of the group of each row; none where it would tell who somebody is."""
    group_of = dict(cohort.enrolments.learners().values_list("pk", "group"))
    groups = [group_of.get(row.seat) for row in rows]
    sizes = Counter(groups)
    named = {group: f"G{secrets.token_hex(2)}" for group, n in sizes.items() if group is not None and n >= FEWEST}
    n_without = sum(n for group, n in sizes.items() if group not in named)
    if 0 < n_without < FEWEST:
        # Those left over would be known by having no label.
        return ["" for _row in rows]
    return ["" if group is None else named.get(group, "") for group in groups]
