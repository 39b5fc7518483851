"""What belongs together within one question, by its type."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from content.checks.names import dangling, ids_under, repeated
from content.nodes import Finding, Node
from content.problems import counted, quoted
from content.schema.values import parse_share

GAP = re.compile(r"\{\{([^{}]*)\}\}")
KEYS_OF_A_BLANK = ("accept", "parts", "partial", "wrong", "review", "quota")
YES = {"true", "yes", "on", "1", "t", "y"}
YES_OR_NO = YES | {"false", "no", "off", "0", "f", "n"}


def questions(bank: Node) -> Iterator[Finding]:
    """Find what contradicts itself within a question."""
    for question in bank.rows("questions"):
        for check in CHECKS.get(question.text("type"), ()):
            yield from check(question)


def _gaps(question: Node) -> Iterator[Finding]:
    """Each gap ``{{id}}`` of the stem has a blank, and each blank one gap."""
    gaps = Counter(gap.strip() for gap in GAP.findall(question.text("stem")))
    blanks = ids_under(question, "blanks")
    for gap in sorted(gaps.keys() - blanks):
        yield question.get("stem").finding(f"no blank has the id {quoted(gap)}", f"the stem has a gap {_gap(gap)}")
    for blank in (row.get("id") for row in question.rows("blanks")):
        if blank.says and gaps[blank.says] != 1:
            times = "twice or more" if blank.says in gaps else "nowhere"
            yield blank.finding(f"{_gap(blank.says)} is {times} in the stem", "write it there once")


def _gap(name: str) -> str:
    return "{{" + name[:40] + "}}"


def _no_gaps(question: Node) -> Iterator[Finding]:
    if GAP.search(question.text("stem")):
        yield question.get("stem").finding("only a question of the type blanks has gaps {{ }}")


def _keys_of_blanks(question: Node) -> Iterator[Finding]:
    """With ``order: any`` the blanks share one key; otherwise each has its own."""
    blanks, shared = question.rows("blanks"), question.get("shared")
    if question.text("order") != "any":
        if question.has("shared"):
            yield shared.finding("needs order: any", "or give each blank a key of its own", at_key=True)
        for blank in blanks:
            yield from _needs_answers(blank)
        return
    if not question.has("shared"):
        yield shared.finding("is missing", "with order: any the blanks share one key")
        return
    yield from _needs_answers(shared)
    if not shared.has("quota") and 0 < len(shared.entries("accept")) < len(blanks):
        yield shared.get("accept").finding(f"needs an answer for each of the {len(blanks)} blanks")
    for blank in blanks:
        for key in filter(blank.has, (*KEYS_OF_A_BLANK, "others")):
            yield blank.get(key).finding("belongs under shared, with order: any", at_key=True)


def _needs_answers(key: Node) -> Iterator[Finding]:
    if not key.has("accept") and not key.has("quota"):
        yield key.get("accept").finding("is missing", "or give a quota")
    elif key.has("accept") and key.has("quota"):
        yield key.get("quota").finding("stands beside accept", "give one of the two", at_key=True)


def _verdicts(question: Node) -> Iterator[Finding]:
    """No text of a blank earns two different verdicts."""
    for key in [question.get("shared"), *question.rows("blanks")]:
        verdicts: dict[str, tuple[str, Node]] = {}
        for verdict, spelling in _spellings(key):
            first, _ = verdicts.setdefault(spelling.says.casefold(), (verdict, spelling))
            if first != verdict:
                yield spelling.finding(f"{quoted(spelling.says)} is listed under {verdict} and under {first}")


def _spellings(key: Node) -> Iterator[tuple[str, Node]]:
    """Yield every text that a blank knows, with its verdict."""
    answers = [(name, row) for name in KEYS_OF_A_BLANK for row in key.rows(name)]
    entries = [("quota", row) for row in key.get("quota").rows("entries")]
    for verdict, row in answers + entries:
        yield from ((verdict, node) for node in [row.get("text"), *row.entries("also")] if node.says)


def _quota_places(question: Node) -> Iterator[Finding]:
    """Each entry of a quota fills one of its places, and each place can be filled."""
    for quota in (key.get("quota") for key in [question.get("shared"), *question.rows("blanks")]):
        entries = quota.rows("entries")
        named = (entry.get(name) for entry in entries for name in ("fills", "sure"))
        yield from dangling(named, ids_under(quota, "places"), "place")
        filled = Counter(entry.text("fills") for entry in entries)
        for place in quota.rows("places"):
            n_entries = filled[place.text("id")]
            if n_entries < (place.get("need").whole or 0):
                yield place.get("need").finding(f"only {counted(n_entries, 'entry fills', 'entries fill')} this place")


def _option_texts(question: Node) -> Iterator[Finding]:
    return repeated((option.get("text") for option in question.rows("options")), str.casefold)


def _last_options(question: Node) -> Iterator[Finding]:
    """Options that stay last stand last."""
    options = question.rows("options")
    for option, following in pairwise(options):
        if _is_yes(option.get("is_last")) and not _is_yes(following.get("is_last")):
            yield option.get("is_last").finding("an option that stays last must stand last", "move it to the end")


def _credits(question: Node) -> Iterator[Finding]:
    """One option at least earns everything, and one at least does not."""
    shares = [_share(option.get("credit")) for option in question.rows("options")]
    if shares and None not in shares:
        yield from _some_but_not_all(question, [share == 1 for share in shares], "earns credit 1")


def _corrects(question: Node) -> Iterator[Finding]:
    marks = [option.text("correct").lower() for option in question.rows("options")]
    if marks and YES_OR_NO.issuperset(marks):
        yield from _some_but_not_all(question, [mark in YES for mark in marks], "is correct")


def _some_but_not_all(question: Node, marks: Sequence[bool], what: str) -> Iterator[Finding]:
    if all(marks) or not any(marks):
        yield question.get("options").finding(f"{'every' if all(marks) else 'no'} option {what}", at_key=True)


def _key_points(question: Node) -> Iterator[Finding]:
    """A written question has key points or parts, and they are worth its points."""
    if question.has("key_points") == question.has("parts"):
        yield question.get("key_points").finding("give key_points or parts, one of the two", at_key=True)
        return
    if question.has("key_points"):
        yield from _worth_enough(question)
        return
    parts, points = question.rows("parts"), _points(question)
    worth = [part.get("points").number for part in parts]
    if points is not None and None not in worth and (total := sum(filter(None, worth))) != points:
        yield question.get("points").finding(f"the parts are worth {total:f} points together, not {points:f}")
    for part in parts:
        yield from _worth_enough(part)


def _worth_enough(owner: Node) -> Iterator[Finding]:
    """The key points of a question, or of one part, reach its points."""
    points, worth = _points(owner), [row.get("points").number for row in owner.rows("key_points")]
    if points is not None and worth and None not in worth and (total := sum(filter(None, worth))) < points:
        yield owner.get("key_points").finding(
            f"the key points are worth {total:f}, less than the {points:f} points",
            f"lower points to {total:f}, or give the key points more",
            at_key=True,
        )


def _points(owner: Node) -> Decimal | None:
    """Return the points of a question or part, 1 where none are given; None when they cannot be read."""
    return owner.get("points").number if owner.has("points") else Decimal(1)


def _share(node: Node) -> Fraction | None:
    try:
        return parse_share(node.says)
    except ValueError:
        return None


def _is_yes(node: Node) -> bool:
    return node.says.lower() in YES


CHECKS: dict[str, Sequence[Callable[[Node], Iterator[Finding]]]] = {
    "blanks": [_gaps, _keys_of_blanks, _verdicts, _quota_places],
    "true-false": [_no_gaps],
    "check-one": [_no_gaps, _option_texts, _credits, _last_options],
    "check-all": [_no_gaps, _option_texts, _corrects, _last_options],
    "narrative": [_no_gaps, _key_points],
}
