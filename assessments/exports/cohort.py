"""The results of a cohort as tables to keep: learners, answers, questions, and one without names for research."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from django.utils.translation import gettext as _

from assessments.choices import shown_answer
from assessments.evaluation.marks import State
from assessments.evaluation.reading import first_of, marks_of, took_of
from assessments.evaluation.rows import CohortResults, LearnerRow, QuestionRow
from assessments.evaluation.showing import Showing
from assessments.models import Question, Response, Sitting
from assessments.reports.answered import with_answers
from assessments.sheets import sheet_of
from assessments.stems import TYPE_NAMES
from courses.models import Cohort, Enrolment
from courses.spreadsheets.writing import Cell, Column, Sheet
from lessons.prose import plain_line

FEWEST = 5  # fewer people than this are known by what is said of them

STATES = {
    State.RIGHT: "right",
    State.PARTLY: "partly right",
    State.WRONG: "wrong",
    State.BLANK: "not answered",
    State.WAITING: "waiting for a person",
    State.DROPPED: "out of the total",
    State.LOST: "never marked, learner erased",
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
    waiting = _("How many answers still wait for a person: until then the score is provisional; empty: not taken.")
    counted = _(
        "Of who sat both quizzes, on the questions that are compared: asked of everybody in both quizzes, with points "
        "for this learner in both. Of who sat one, or where no question can be compared, on the whole quiz. Empty: not "
        "taken, or nothing has points yet."
    )
    return [
        Column(_("Before"), _("Score before the lesson, in percent of full points.") + " " + counted),
        Column(_("Waiting before"), waiting),
        Column(_("After"), _("Score after the lesson, in percent of full points.") + " " + counted),
        Column(_("Waiting after"), waiting),
        Column(
            _("Change"),
            _("After minus before, in points of 100, as rounded here; empty where nothing can be compared."),
        ),
    ]


def _outcome_columns(results: CohortResults) -> list[Column]:
    meaning = _(
        "Score after the lesson, in percent, on all questions of that quiz that are about this learning outcome first "
        "of all and have points, asked before or not: {outcome}"
    )
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
    """Return one row per question: how it went before and after, and how it works among the others.

    No row where too few learners sat both quizzes to speak of questions.
    """
    slugs = dict(
        Question.objects.filter(pk__in=[q.item.question_id for q in results.questions]).values_list("pk", "slug")
    )
    working = _(
        "Of everybody who had the first form of the last quiz, from 20 learners on; questions that still wait for a "
        "person are left out."
    )
    columns = [
        Column(_("Question"), _("The name of the question in the files of the course.")),
        Column(_("Text"), _("What the learner read.")),
        type_column(),
        Column(_("Full points"), _("The points for a right answer.")),
        Column(_("In both quizzes"), _("yes: everybody who sat both was asked the same version before and after.")),
        Column(_("Facility before"), _("Mean share of the points before, 0 to 1, of those who sat both quizzes.")),
        Column(_("Facility after"), _("Mean share of the points after, 0 to 1, of those who sat both quizzes.")),
        Column(
            _("Learners"),
            _("How many learners have points for the question in both quizzes; empty: it was not in both."),
        ),
        Column(_("Right before"), _("How many of them were right before.")),
        Column(_("Right after"), _("How many of them were right after.")),
        Column(_("Wrong to right"), _("How many of them went from wrong to right.")),
        Column(_("Right to wrong"), _("How many of them went from right to wrong.")),
        Column(_("McNemar p"), _("Exact binomial test of the two columns before; from 10 learners.")),
        Column(_("Left blank"), _("How many passed it over in the quiz after the lesson, and answered a later one.")),
        Column(_("Not reached"), _("How many answered neither it nor anything after it in that quiz.")),
        Column(_("Waiting"), _("How many answers wait for a person, in both quizzes together.")),
        Column(_("Item-rest r"), _("Correlation of the points with those of all other questions.") + " " + working),
        Column(_("Discriminative efficiency"), _("As Moodle computes it, as a share: 1 is its 100 %.") + " " + working),
        Column(_("Effective weight"), _("As Moodle computes it, as a share: 1 is its 100 %.") + " " + working),
        *_wrong_columns(),
        Column(_("To look at"), _("Why the question should be looked at; from 40 learners who sat the last quiz.")),
    ]
    shown = results.questions if results.showing.class_figures else []
    rows = (_item(row, slugs, results) for row in with_answers(results, shown))
    return Sheet(_("Questions"), columns, rows, notes_of(results))


def _item(row: QuestionRow, slugs: Mapping[int, str], results: CohortResults) -> list[Cell]:
    change, n = row.change, results.quality.n
    return [
        slugs.get(row.item.question_id, ""),
        plain_line(row.shown_stem),
        row.item.type,
        row.item.points,
        _("yes") if row.is_common else _("no"),
        row.facility_before,
        row.facility_after,
        *_change(row),
        change.p if row.is_common and Showing(change.n).effects else None,
        row.n_blank,
        row.n_not_reached,
        row.n_waiting,
        *([row.r, row.efficiency, row.weight] if Showing(n).discrimination else [None, None, None]),
        *_wrong(row),
        " ".join(row.flags),
    ]


def _wrong_columns() -> list[Column]:
    return [
        Column(
            _("Commonest wrong answer"),
            _(
                "The answer that is not fully right which most learners gave in the last quiz; where everything that "
                "applies is to be checked, the wrong option that most checked."
            ),
        ),
        Column(_("Times given"), _("How many learners gave it.")),
        Column(
            _("Right option left out most"),
            _("Of those who checked anything, where everything that applies is to be checked; else empty."),
        ),
        Column(_("Times left out"), _("How many learners left it out.")),
    ]


def _wrong(row: QuestionRow) -> list[Cell]:
    if row.slips:
        return [*(row.slips.chosen or ("", None)), *(row.slips.missed or ("", None))]
    wrong, n_wrong = row.wrong or ((), None)
    return [" · ".join(wrong), n_wrong, "", None]


def _change(row: QuestionRow) -> list[Cell]:
    change = row.change
    if not row.is_common:
        return [None] * 5
    return [change.n, change.n_right_before, change.n_right_after, change.wrong_right, change.right_wrong]


def type_column() -> Column:
    """Return the column that holds types of questions by their codes, which its meaning explains."""
    types = "; ".join(f"{code.value}: {name}" for code, name in TYPE_NAMES.items())
    return Column(_("Type"), _("The type of the question. {types}.").format(types=types))


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
        type_column(),
        Column(_("Answer"), _("What the learner answered; empty: nothing.")),
        Column(
            _("Result"),
            _(
                "right, partly right, wrong, not answered, waiting for a person, out of the total; or never marked, "
                "learner erased: nobody can mark it any more, and it is out of the total too."
            ),
        ),
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
    notes = [
        _("No group of fewer than {n} people is named.").format(n=FEWEST),
        _(
            "The scores are exact: whoever knows somebody's scores before and after can find their row, and the group. "
            "Give this file only to people who may know that."
        ),
    ]
    return Sheet(_("Research"), columns, _research_rows(results), notes)


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
