"""A form and the bank beside it: what is on it, what it covers, and what keeps it from being frozen."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q
from django.utils.translation import gettext, ngettext

from assessments.models import AssessmentForm, EnemyPair, Question, QuestionVersion
from assessments.models.bank import QuestionVersionQuerySet
from assessments.stems import shown_stem, type_name
from lessons.models import LearningOutcome, Lesson


@dataclass(frozen=True)
class Line:
    """A question beside a form. ``enemies`` are the names of those on the form that it must not meet.

    ``is_outdated`` when the bank has a newer version of it.
    """

    version: QuestionVersion
    points: Decimal
    enemies: Sequence[str] = ()
    has_key: bool = True
    is_outdated: bool = False

    @property
    def question(self) -> Question:
        return self.version.question

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def outcome(self) -> LearningOutcome | None:
        """The primary outcome: the one for which the question counts. None for a question without any."""
        return next((link.outcome for link in self.question.outcome_links.all()), None)

    @property
    def type_name(self) -> str:
        return type_name(self.version)

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.version)

    @property
    def is_machine_scored(self) -> bool:
        return is_machine_scored(self.version)


@dataclass(frozen=True)
class Coverage:
    """What a form holds for one outcome, beside what it must hold."""

    outcome: LearningOutcome
    n_questions: int
    n_machine_scored: int
    points: Decimal
    least_questions: int
    least_machine_scored: int

    @property
    def is_met(self) -> bool:
        return self.n_questions >= self.least_questions and self.n_machine_scored >= self.least_machine_scored


@dataclass(frozen=True)
class FormSheet:
    """A form as those who teach read it. ``problems`` say why it cannot be frozen; none when it can."""

    form: AssessmentForm
    lines: Sequence[Line]
    coverage: Sequence[Coverage]
    problems: Sequence[str]

    @property
    def points(self) -> Decimal:
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def types(self) -> list[tuple[str, int]]:
        """How many questions there are of each type that occurs."""
        return list(Counter(line.type_name for line in self.lines).items())


def is_machine_scored(version: QuestionVersion) -> bool:
    """Return whether a machine scores answers; a person still decides about some of them."""
    return version.type != QuestionVersion.Type.NARRATIVE


def form_sheet(form: AssessmentForm) -> FormSheet:
    """Return a form with everything about it, in a constant number of queries."""
    items = list(form.items.prefetch_related(Prefetch("version", _versions())))
    on_form = {item.version.question_id: item.version.question.name for item in items}
    versions = QuestionVersion.objects.filter(form_items__form=form)
    newest = set(versions.newest().values_list("pk", flat=True))
    keyed = set(versions.keyed().values_list("pk", flat=True))
    enemies = _enemies(on_form)
    lines = [
        Line(
            version=item.version,
            points=item.points,
            enemies=enemies[item.version.question_id],
            has_key=item.version_id in keyed,
            is_outdated=item.version_id not in newest,
        )
        for item in items
    ]
    coverage = _coverage(form, lines)
    return FormSheet(form, lines, coverage, list(_problems(lines, coverage)))


def bank_lines(lesson: Lesson, sheet: FormSheet | None = None) -> list[Line]:
    """Return the current questions of a lesson that are not on the form of ``sheet``, as they would be added."""
    on_form = {line.question.pk: line.name for line in sheet.lines} if sheet else {}
    enemies = _enemies(on_form)
    current = _versions().newest().keyed().filter(question__lesson=lesson, question__is_retired=False)
    return [
        Line(version=version, points=version.points, enemies=enemies[version.question_id])
        for version in current.exclude(question__in=on_form).order_by("question__position", "question")
    ]


def _versions() -> QuestionVersionQuerySet:
    versions = QuestionVersion.objects.select_related("question")
    return versions.prefetch_related("question__outcome_links__outcome")


def _enemies(on_form: Mapping[int, str]) -> defaultdict[int, list[str]]:
    """Return which questions ``on_form``, names by key, must not meet each question of the bank."""
    enemies: defaultdict[int, list[str]] = defaultdict(list)
    pairs = EnemyPair.objects.filter(Q(first__in=on_form) | Q(second__in=on_form))
    for first, second in pairs.values_list("first", "second"):
        for one, other in ((first, second), (second, first)):
            if other in on_form:
                enemies[one].append(on_form[other])
    return enemies


def _coverage(form: AssessmentForm, lines: Sequence[Line]) -> list[Coverage]:
    """Return a row for each outcome of the lesson, and for others that the blueprint still names."""
    rows = {row.outcome_id: row for row in form.blueprint.all()}
    outcomes = LearningOutcome.objects.filter(Q(lesson=form.lesson_id, is_retired=False) | Q(pk__in=rows))
    return [
        Coverage(
            outcome=outcome,
            n_questions=len(of_outcome),
            n_machine_scored=sum(line.is_machine_scored for line in of_outcome),
            points=sum((line.points for line in of_outcome), Decimal(0)),
            least_questions=rows[outcome.pk].least_questions if outcome.pk in rows else 0,
            least_machine_scored=rows[outcome.pk].least_machine_scored if outcome.pk in rows else 0,
        )
        for outcome in outcomes
        for of_outcome in [[line for line in lines if line.outcome == outcome]]
    ]


def _problems(lines: Sequence[Line], coverage: Sequence[Coverage]) -> Iterator[str]:
    if not lines:
        yield gettext("The form has no questions.")
    for row in coverage:
        yield from _gaps(row)
    for first, second in sorted({tuple(sorted((line.name, enemy))) for line in lines for enemy in line.enemies}):
        yield gettext("%(first)s and %(second)s give each other away.") % {"first": first, "second": second}
    for line in lines:
        if not line.has_key:
            yield gettext("%(name)s has no key.") % {"name": line.name}
        if line.question.is_retired:
            yield gettext("%(name)s is no longer in the lesson's files.") % {"name": line.name}


def _gaps(row: Coverage) -> Iterator[str]:
    questions = ngettext(
        "%(outcome)s needs %(least)s question and has %(n)s.",
        "%(outcome)s needs %(least)s questions and has %(n)s.",
        row.least_questions,
    )
    scored = ngettext(
        "%(outcome)s needs %(least)s machine-scored question and has %(n)s.",
        "%(outcome)s needs %(least)s machine-scored questions and has %(n)s.",
        row.least_machine_scored,
    )
    for sentence, least, n in [
        (questions, row.least_questions, row.n_questions),
        (scored, row.least_machine_scored, row.n_machine_scored),
    ]:
        if n < least:
            yield sentence % {"outcome": row.outcome.code, "least": least, "n": n}
