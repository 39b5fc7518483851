"""How the questions of a lesson work after it, in all cohorts together.

The number of queries is the same for any number of cohorts, learners and questions.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from assessments.evaluation.choosers import choosers_of, has_options, wrong_options
from assessments.evaluation.distractors import Chose
from assessments.evaluation.marks import Marks
from assessments.evaluation.pooled import Pooled, pooled
from assessments.evaluation.reading import first_of, keys_of_first, marks_of, took_of
from assessments.lesson_keys import LessonKeys, keys_of
from assessments.models import FormItem, Question, QuestionVersion, Sitting
from assessments.sheets import SheetItem, sheet_item
from assessments.stems import shown_stem
from courses.models import Cohort, Enrolment
from lessons.models import Lesson

# The newest so many attempts: more say nothing new, and the page would be slow.
MOST_ATTEMPTS = 10_000


@dataclass(frozen=True)
class PooledQuestion:
    """A version of a question in all cohorts together. ``n_versions`` of it stand on the page."""

    question: Question
    version: QuestionVersion
    n_versions: int
    figures: Pooled
    flags: Sequence[str]

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.version)


@dataclass(frozen=True)
class QuestionResults:
    """The versions of questions in the order of the bank, the newest first. ``is_cut``: older attempts are left out."""

    questions: Sequence[PooledQuestion]
    n_attempts: int
    n_cohorts: int
    is_cut: bool

    @property
    def n_enough(self) -> int:
        """How many versions have attempts enough for flags."""
        return sum(each.figures.is_enough for each in self.questions)

    @property
    def n_flagged(self) -> int:
        return sum(bool(each.flags) for each in self.questions)


def question_results(lesson: Lesson, cohorts: QuerySet[Cohort]) -> QuestionResults:
    """Return how the questions that ``cohorts`` were asked after ``lesson`` work."""
    sittings, is_cut = _sittings(lesson, cohorts)
    keys = [each.pk for each in sittings]
    marks = marks_of(took_of(first_of(keys)))
    figures = {column.version: pooled(marks, at) for at, column in enumerate(marks.columns)}
    items = _items(marks)
    asked = {version for version, item in items.items() if figures[version].is_enough and has_options(sheet_item(item))}
    chose = choosers_of(keys_of_first(keys), _places(marks, asked))
    return QuestionResults(
        questions=_questions(items, figures, _flags(marks, figures, items, chose, keys_of(lesson.pk))),
        n_attempts=len(marks.took),
        n_cohorts=len({each.cohort_id for each in sittings}),
        is_cut=is_cut,
    )


def _sittings(lesson: Lesson, cohorts: QuerySet[Cohort]) -> tuple[list[Sitting], bool]:
    """Return the newest quizzes after the lesson that somebody sat, and whether older ones are left out."""
    learners = Q(
        attempts__submitted_at__isnull=False,
        attempts__voided_at=None,
        attempts__enrolment__role=Enrolment.Role.LEARNER,
    )
    held = Sitting.objects.filter(
        cohort__in=cohorts.order_by().values("pk"), kind=Sitting.Kind.POST, form_a__lesson=lesson
    )
    sat = held.annotate(n=Count("attempts__enrolment", distinct=True, filter=learners)).filter(n__gt=0)
    found: list[Sitting] = []
    n_left = MOST_ATTEMPTS
    for sitting in sat.order_by(F("opens_at").desc(nulls_last=True), "-pk"):
        n_left -= sitting.n
        if n_left < 0 and found:
            return found, True
        found.append(sitting)
    return found, False


def _items(marks: Marks) -> dict[int, FormItem]:
    """Return an item of a form with each version, in one query."""
    items = FormItem.objects.filter(form__in=list(marks.places)).select_related("version__question")
    return {item.version_id: item for item in items.order_by("pk")}


def _places(marks: Marks, versions: set[int]) -> dict[int, dict[int, int]]:
    """Return ``versions`` by form and position."""
    return {
        form: {
            position: version
            for position, place in places.items()
            if (version := marks.columns[place.column].version) in versions
        }
        for form, places in marks.places.items()
    }


def _flags(
    marks: Marks,
    figures: Mapping[int, Pooled],
    items: Mapping[int, FormItem],
    chose: Mapping[int, Chose],
    keys: LessonKeys,
) -> dict[int, list[str]]:
    """Return why each version should be looked at."""
    return {
        version: each.flags(marks, chose.get(version, {}), _wrong(sheet_item(items[version]), keys))
        for version, each in figures.items()
    }


def _wrong(item: SheetItem, keys: LessonKeys) -> dict[str, str]:
    return wrong_options(item, keys.key_of(item.version_id)[1])


def _questions(
    items: Mapping[int, FormItem], figures: Mapping[int, Pooled], flags: Mapping[int, Sequence[str]]
) -> list[PooledQuestion]:
    versions = sorted((item.version for item in items.values()), key=_in_the_bank)
    n_versions = Counter(version.question_id for version in versions)
    return [
        PooledQuestion(
            question=version.question,
            version=version,
            n_versions=n_versions[version.question_id],
            figures=figures[version.pk],
            flags=flags[version.pk],
        )
        for version in versions
    ]


def _in_the_bank(version: QuestionVersion) -> tuple[int, int, int]:
    return version.question.position, version.question_id, -version.number
