"""A question to the room as the instructor sees it: counts while they come in, who said what, wrong ideas."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.choices import shown_answer
from assessments.lesson_keys import keys_of
from assessments.models import Misconception
from assessments.scoring import Item, Scored, Verdict
from assessments.sheets import SheetItem
from courses.names import name_key
from delivery.models import Privacy, QuestionRun, Vote
from delivery.reports.rooms import Chart, Room, Solution, chart_of, has_options, least_of, room_of, solution_of
from delivery.tally import Count, judge, misconceptions

MARKS = {Verdict.CORRECT: "right", Verdict.PARTIAL: "partly", Verdict.WRONG: "wrong"}


@dataclass(frozen=True)
class Given:
    """One answer with those who gave it; ``names`` are empty when nobody may know.

    ``mark`` is right, partly or wrong; empty for an answer that only a person can judge.
    """

    lines: Sequence[str]
    mark: str
    n: int
    names: Sequence[str]


@dataclass(frozen=True)
class Panel:
    """What the instructor sees of a question, whatever the class may see.

    ``ideas`` are wrong ideas with how many answers suggest them. ``texts`` are what was written in each box, by its
    label, each with whether it is kept off the screens. ``hands`` are value, text and count of each option.
    """

    room: Room
    chart: Chart
    solution: Solution
    given: Sequence[Given]
    ideas: Sequence[tuple[str, int]]
    texts: Sequence[tuple[str, Sequence[tuple[Count, bool]]]]
    hands: Sequence[tuple[str, str, int]]
    can_change_privacy: bool

    @property
    def run(self) -> QuestionRun:
        return self.room.run


def panel_of(run: QuestionRun) -> Panel:
    """Return the instructor's view of ``run``, with the same number of queries for any number of answers."""
    room = room_of(run)
    item = room.question.item
    solution = solution_of(run, item)
    is_anonymous = run.privacy == Privacy.ANONYMOUS
    chart = chart_of(run, item, solution, hidden=frozenset(), least=least_of(run) if is_anonymous else 1)
    votes = list(run.votes.order_by().select_related("seat__user", "group")) if chart.is_enough else []
    scored = _scored(run, item, votes)
    counted = run.hands or {}
    return Panel(
        room=room,
        chart=chart,
        solution=solution,
        given=_given(item, votes, scored),
        ideas=_ideas(run, scored),
        texts=[(box.label, [(text, text.value in run.hidden_texts) for text in box.texts]) for box in chart.boxes],
        hands=[(value, text, counted.get(value, 0)) for value, text, _right in room.options]
        if has_options(run)
        else [],
        can_change_privacy=not room.n_answered and run.audience == QuestionRun.Audience.ROOM,
    )


def known_texts(run: QuestionRun) -> set[str]:
    """Return the compared forms of what was written, and of what is kept off the screens."""
    written = [text for _label, texts in panel_of(run).texts for text, _is_hidden in texts]
    return {text.value for text in written} | set(run.hidden_texts)


def _scored(run: QuestionRun, item: SheetItem, votes: Sequence[Vote]) -> list[Scored]:
    if not votes:
        return []
    keys = keys_of(run.delivery.lesson_id)
    _revision, key = keys.key_of(item.version_id)
    return judge(Item(item.type, item.stem, item.content, key), [vote.answer for vote in votes], keys.vocabulary)


def _given(item: SheetItem, votes: Sequence[Vote], scored: Sequence[Scored]) -> list[Given]:
    """Return the different answers, most frequent first."""
    names: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    marks: dict[tuple[str, ...], str] = {}
    for vote, each in zip(votes, scored, strict=True):
        lines = tuple(shown_answer(item, vote.answer))
        names[lines].append(_name(vote))
        marks[lines] = MARKS.get(each.verdict, "")
    by_name = {lines: sorted(filter(None, who), key=name_key) for lines, who in names.items()}
    rows = [Given(lines, marks[lines], len(who), by_name[lines]) for lines, who in names.items()]
    return sorted(rows, key=lambda row: (-row.n, [line.casefold() for line in row.lines], row.lines))


def _name(vote: Vote) -> str:
    if vote.group:
        return vote.group.name
    return vote.seat.user.name or vote.seat.user.username if vote.seat else ""


def _ideas(run: QuestionRun, scored: Sequence[Scored]) -> list[tuple[str, int]]:
    counts = misconceptions(scored)
    if not counts:
        return []
    rows = Misconception.objects.filter(lesson=run.delivery.lesson_id, slug__in=counts)
    texts = dict(rows.values_list("slug", "text"))
    return [(texts.get(code, code), n) for code, n in counts.most_common()]
