"""The bank as the assembly of forms needs it."""

from collections import defaultdict
from collections.abc import Sequence

from assessments.assembly import Candidate
from assessments.coverage import Line
from assessments.models import Attempt, EnemyPair, FormItem, Sitting
from assessments.points import points_of
from lessons.models import Lesson

# The newest attempts say enough about how hard a question is, and a few say too little.
MOST_ATTEMPTS = 500
LEAST_ANSWERS = 10


def candidates(lesson: Lesson, lines: Sequence[Line]) -> list[Candidate]:
    """Return the questions of ``lines`` as candidates, each with its facility where enough people answered it."""
    known = facilities(lesson)
    return [
        Candidate(
            id=line.version.pk,
            name=line.name,
            type=line.version.type,
            points=line.points,
            outcome=line.outcome.code if line.outcome else "",
            is_machine_scored=line.is_machine_scored,
            facility=known.get(line.question.pk),
        )
        for line in lines
    ]


def enemy_pairs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the candidates that must not meet."""
    ids = {line.question.pk: line.version.pk for line in lines}
    pairs = EnemyPair.objects.filter(first__in=ids, second__in=ids).values_list("first", "second")
    return [(ids[first], ids[second]) for first, second in pairs]


def facilities(lesson: Lesson) -> dict[int, float]:
    """Return the mean share of their points that people earned, by question, where at least ten answers are scored.

    Practice does not count: who repeats a question until it is right says nothing about how hard it is.
    """
    attempts = Attempt.objects.submitted().filter(form__lesson=lesson).exclude(sitting__kind=Sitting.Kind.PRACTICE)
    newest = list(attempts.order_by("-submitted_at", "-pk")[:MOST_ATTEMPTS])
    places = FormItem.objects.filter(form__in={attempt.form_id for attempt in newest})
    questions = {
        (form, position): question
        for form, position, question in places.values_list("form", "position", "version__question")
    }
    shares: defaultdict[int, list[float]] = defaultdict(list)
    points = points_of(newest)
    for attempt in newest:
        for item in points[attempt.pk].items:
            if item.points is not None:
                shares[questions[attempt.form_id, item.position]].append(float(item.points / item.max_points))
    return {question: sum(known) / len(known) for question, known in shares.items() if len(known) >= LEAST_ANSWERS}
