"""One box read: as a single answer, as an answer with an explanation, or as several answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assessments.scoring.explanations import Cut, Trust, cuts, with_examples_listed
from assessments.scoring.frames import EXAMPLES, LEADS, NOUNS, OTHERS, REASONS, RELATIVES, gave_up, length_of, negates
from assessments.scoring.keys import ADJECTIVES, Kind
from assessments.scoring.matching import Found, Matcher
from assessments.scoring.splitting import Atom, atoms, pieces
from assessments.scoring.values import Rule, Verdict
from assessments.scoring.words import CHOICES, COLON, LITTLE, OPENING, TOGETHER, Words, phrase, words

# A list this long is no answer any more.
MOST_ATOMS = 40
# "UN offices, agencies, funds and programmes" is one answer out of four atoms.
LONGEST_SPAN = 6
# Half a class answers with the same few words, so what they say is remembered.
MOST_READINGS = 5_000


@dataclass(frozen=True)
class Reading:
    """What a box says. ``found`` is empty when it is empty, repeats the question, or says "I don't know".

    ``is_explained`` tells that only the words before "because" or "such as" were judged, ``is_choice`` that
    answers are offered for the marker to choose, and ``is_overlong`` that there were more answers than anybody should
    read.
    """

    found: tuple[Found, ...] = ()
    is_explained: bool = False
    is_choice: bool = False
    is_overlong: bool = False

    @property
    def is_negated(self) -> bool:
        """Whether something that nobody knows denies something."""
        return any(negates(tuple(each.typed.split())) for each in self.found if each.entry is None)

    @property
    def is_denial(self) -> bool:
        """Whether something begins with "not": it only says what the answer is not."""
        return any(each.typed.split()[:1] == ["not"] for each in self.found)


def read(text: str, matcher: Matcher) -> Reading:
    """Return what ``text`` says, as seen by the key of its blank."""
    return _read(words(text), matcher)


@lru_cache(maxsize=MOST_READINGS)
def _read(tokens: Words, matcher: Matcher) -> Reading:
    if matcher.frame.is_all_of(tokens):
        return Reading()
    if found := matcher.find(tokens[length_of(EXAMPLES, tokens) :]):
        return Reading((found,))  # before anything is taken for nothing: a key may hold a number, or "none"
    if gave_up(tokens):
        return Reading()
    tokens = tokens[length_of(EXAMPLES, tokens) :]
    if matcher.key.places:
        reading = _list(with_examples_listed(tokens), matcher)
    else:
        reading = _explained(tokens, matcher) or _listed(tokens, matcher)
    return _with_strangers(reading, matcher)


def _with_strangers(reading: Reading, matcher: Matcher) -> Reading:
    """Return ``reading`` with what has nothing to do with the key as wrong.

    Nothing in it is when something fills a place of a list, or when what is denied may be right: "not the police".
    Where the key is complete, "no money" is as wrong as money; "not money" only says what the answer is not.
    """
    if any(each.kind is Kind.PLACE for each in reading.found):
        return reading
    judged = replace(reading, found=tuple(map(matcher.stranger, reading.found)))
    is_doubtful = reading.is_negated and (not matcher.key.is_closed or len(reading.found) > 1)
    is_settled = matcher.key.is_complete and not judged.is_negated and not reading.is_denial
    return reading if is_doubtful and not is_settled else judged


def _explained(tokens: Words, matcher: Matcher) -> Reading | None:
    """Return the reading of an answer that is known up to where an explanation starts; None when none is."""
    for cut in cuts(tokens, matcher):
        head = tokens[: cut.at]
        found = matcher.find(head)
        if found and _ends_there(found, cut, tokens, matcher):
            others = (*_wrong_in(cut.examples, head, matcher), *_right_after(found, tokens[cut.at :], matcher))
            return Reading((found, *others), is_explained=True)
        if cut.trust is Trust.SURE and (found := _begun(head, matcher)):
            return Reading((found,), is_explained=True)
    return None


def _right_after(found: Found, rest: Words, matcher: Matcher) -> tuple[Found, ...]:
    """Return the right answers that follow the explanation of a wrong one: "NGOs, which help; and the UNCT"."""
    if found.kind is not Kind.WRONG:
        return ()
    listed = (matcher.exact(piece) for piece in list(pieces(rest))[1:])
    return tuple(each for each in listed if each and each.entry and each.entry.credit > 0)


def _begun(head: Words, matcher: Matcher) -> Found | None:
    """Return the answer at the start of what stands before "because": "OCHA coordinates aid"."""
    softer = (cut for cut in cuts(head, matcher) if cut.trust is not Trust.SURE)
    found = ((cut, matcher.find(head[: cut.at])) for cut in softer)
    return next((each for cut, each in found if each and _ends_there(each, cut, head, matcher)), None)


def _ends_there(found: Found, cut: Cut, tokens: Words, matcher: Matcher) -> bool:
    """Return whether the answer ends at ``cut``. The start of a longer name makes nothing wrong: "UN agency for"."""
    head, rest = tokens[: cut.at], tokens[cut.at :]
    match cut.trust:
        case Trust.SURE:
            return True
        case Trust.NAMED:
            return found.kind is not Kind.WRONG
        case Trust.ALONE:
            return matcher.names_body(head) and matcher.is_harmless(rest)
        case Trust.PLAIN:
            return found.kind is not Kind.WRONG and matcher.is_plain(head) and matcher.is_setting(rest)
        case Trust.RIGHT:
            return found.kind is Kind.ACCEPT


def _listed(tokens: Words, matcher: Matcher) -> Reading:
    """Return the reading of several answers; where some are not known, of those before an explanation."""
    reading = _list(tokens, matcher)
    cut = next((cut for cut in cuts(tokens, matcher) if cut.trust is Trust.SURE), None)
    if cut is None or all(each.entry for each in reading.found):
        return reading
    return _list(tokens[: cut.at], matcher)


def _list(tokens: Words, matcher: Matcher) -> Reading:
    listed = list(atoms(tokens))
    found = list(_found_in(tokens, listed[:MOST_ATOMS], matcher)) or [unrecognised(tokens)]
    found = [each for each in _once_each(found, matcher) if not _only_repeats(each, found, matcher)]
    return Reading(tuple(found), is_choice=_is_choice(tokens, matcher), is_overlong=len(listed) > MOST_ATOMS)


def _is_choice(tokens: Words, matcher: Matcher) -> bool:
    """Return whether answers are offered for the marker to choose: with "or", or names with no "and" among them."""
    is_bare_list = TOGETHER.isdisjoint(tokens) and {COLON, OPENING}.isdisjoint(tokens)
    return not CHOICES.isdisjoint(tokens) or (matcher.key.is_closed and is_bare_list)


def unrecognised(tokens: Words) -> Found:
    """Return what is said of words that nobody knows."""
    return Found(" ".join(tokens), None, Rule.UNRECOGNISED)


def _found_in(tokens: Words, listed: list[Atom], matcher: Matcher) -> Iterator[Found]:
    """Yield each answer of a list, taking as many atoms for one as the key knows together."""
    first = 0
    while first < len(listed):
        start = _start(tokens, listed[first]) if first else listed[first].start
        longest = range(min(len(listed), first + LONGEST_SPAN), first, -1)
        ends = (end for end in longest if not _fill_places(tokens, listed[first:end], matcher))
        spans = ((end, matcher.exact(tokens[start : listed[end - 1].end])) for end in ends)
        end, found = next(((end, found) for end, found in spans if found), (first + 1, None))
        part = tokens[start : listed[first].end]
        if not found or found.kind is Kind.WRONG or ADJECTIVES.issuperset(part):
            found = _sharing_noun(part, listed[end : end + 1], tokens, matcher) or found
        yield from [found] if found else _found_in_part(part, matcher, is_aside=listed[first].is_aside)
        first = end


def _sharing_noun(part: Words, following: list[Atom], tokens: Words, matcher: Matcher) -> Found | None:
    """Return what "external" is in "external and UN partners"; None when it is something by itself.

    Something wrong is so too where both words together are right: "security and political information".
    """
    if not following:
        return None
    start, end = following[0].start, following[0].end
    noun = tokens[end - 1 : end]
    together = matcher.exact((*part, *noun))
    found = None if ADJECTIVES.issuperset(part) else matcher.find(part)
    if found:
        is_right = found.kind is Kind.WRONG and together is not None and together.kind is Kind.ACCEPT
        return together if is_right and end - start > 1 else None
    other = matcher.exact(noun)
    is_same = together and other and together.entry == other.entry and together.kind is not Kind.WRONG
    return None if is_same else together


def _fill_places(tokens: Words, listed: list[Atom], matcher: Matcher) -> bool:
    """Return whether each of several atoms fills a quota by itself: "donors, states" are no donor states."""
    found = [matcher.exact(tokens[atom.start : atom.end]) for atom in listed] if matcher.key.places else []
    return len(found) > 1 and len({each.entry for each in found if each and each.kind is Kind.PLACE}) == len(found)


def _start(tokens: Words, atom: Atom) -> int:
    """Return where a later answer starts: after the "other" of "ECOWAS and other regional organisations"."""
    return next((i for i in range(atom.start, atom.end) if tokens[i] not in OTHERS | LITTLE), atom.start)


def _found_in_part(part: Words, matcher: Matcher, *, is_aside: bool) -> Iterator[Found]:
    """Yield what one atom is. A harmless aside that nobody knows only explains, and a filler says nothing."""
    if matcher.key.places and (length_of(RELATIVES, part) or length_of(REASONS, part)):
        return
    names = matcher.names_in(part)
    only_explains = is_aside and matcher.is_harmless(part)
    found = matcher.find(part)
    if found and not (only_explains and found.rule is Rule.OTHER_TERM):
        yield found
    elif len(names) > 1:
        yield from _found_side_by_side(names, part, matcher)
    elif matcher.key.places and (reading := _explained(part, matcher)):
        yield from reading.found
    elif matcher.frame.unwrapped(part) and not only_explains:
        yield unrecognised(part)


def _found_side_by_side(names: list[Words], part: Words, matcher: Matcher) -> list[Found]:
    """Return what each of several names is. With a long one among them they are one name: "NATO Country Team".

    That one is wrong when a part of it is, and else not known, unless all parts are right: "World Bank IMF". When one
    earns by itself, a person must look: "UNCT Resident Coordinator". Country Team alone may be anybody's.
    """
    found = [matcher.find(name) or unrecognised(name) for name in names]
    is_one = any(len(name) > 1 for name in names)
    if not is_one or all(each.kind is Kind.ACCEPT for each in found):
        return found
    credited = (name for name, each in zip(names, found, strict=True) if each.entry and each.entry.credit)
    if not all(map(matcher.vocabulary.is_shortened, credited)):
        return [Found(" ".join(part), None, Rule.SHOTGUN)]
    wrong = [each for each in found if each.entry and each.entry.verdict is Verdict.WRONG]
    return wrong[:1] or [unrecognised(part)]


def _once_each(found: list[Found], matcher: Matcher) -> Iterator[Found]:
    """Yield ``found`` with a name and its acronym side by side as one."""
    yield from found[:1]
    for previous, each in pairwise(found):
        is_one_acronym = matcher.is_acronym(previous.typed) != matcher.is_acronym(each.typed)
        if each.entry is None or each.entry != previous.entry or not is_one_acronym:
            yield each


def _only_repeats(each: Found, found: list[Found], matcher: Matcher) -> bool:
    """Return whether a part is not in the key and repeats a right answer beside it: "OCHA - coordination office"."""
    words = phrase(each.typed.split())
    is_open = each.rule in {Rule.UNRECOGNISED, Rule.OTHER_TERM} or each.kind is Kind.REVIEW or each.is_worthless
    if not is_open and not (matcher.key.is_closed and matcher.is_general(words)):
        return False
    said = set(words) - LEADS - NOUNS
    right = (other.entry for other in found if other.entry and other.kind is Kind.ACCEPT)
    return any(said <= matcher.key.words_of[entry] for entry in right)


def _is_kind_of(piece: Words, head: Words, matcher: Matcher) -> bool:
    """Return whether both together are right, as the example before the answer."""
    together = matcher.exact((*piece, *matcher.frame.unwrapped(head)))
    return together is not None and together.kind is Kind.ACCEPT


def _wrong_in(tokens: Words, head: Words, matcher: Matcher) -> tuple[Found, ...]:
    """Return the wrong answers among examples, "missions such as UNMIL", unless one of the examples is right.

    "Information (security)" is security information. Where nothing wrong ends with the answer, only bodies count:
    "embassies, especially for trade interests".
    """
    named = (piece for piece in pieces(tokens) if not matcher.is_general(phrase(piece)))
    named = (piece for piece in named if not _is_kind_of(piece, head, matcher))
    known = tuple(found for piece in named if (found := matcher.exact(piece)))
    if matcher.key.is_open and matcher.is_plain(head):
        known = tuple(found for found in known if matcher.names_body(tuple(found.typed.split())))
    return known if all(each.kind is Kind.WRONG for each in known) else ()
