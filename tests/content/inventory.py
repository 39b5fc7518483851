"""Matching the prose of a pack against an inventory of words (lesson_inventory.yaml)."""

import re
from pathlib import Path

import yaml

# Values that are no prose: an id or a file name would hide a missing word.
SLUGS = {
    *("id", "activity", "outcomes", "outcome", "file", "layout", "priority", "slide", "same_plan_as", "fills"),
    *("misconception", "pair"),
}
DASHES_AND_QUOTES = str.maketrans("’‘“”–—‑-", "''\"\"    ", "*")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def load(path):
    """Return a YAML file as plain dicts, lists and text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - makes text only


WORDS = load(Path(__file__).with_name("lesson_inventory.yaml"))


def scalars(node):
    """Yield every text below a node, ids and file names left out."""
    if isinstance(node, str):
        yield node
        return
    values = node if isinstance(node, list) else [value for key, value in node.items() if key not in SLUGS]
    for value in values:
        yield from scalars(value)


def fold(text):
    """Return the text without differences that change no meaning: spaces, dashes, quotes, stars, -ize and -ise."""
    text = " ".join(text.translate(DASHES_AND_QUOTES).split())
    return re.sub(r"(?<=\w{3})iz(?=[aei])", "is", text)


def text_of(*nodes):
    """Return all prose below the nodes as one folded text."""
    return fold(" | ".join(text for node in nodes for text in scalars(node)))


def entries(line):
    """Return the entries of an inventory line."""
    return [" ".join(entry.split()) for entry in line.split(";")]


def wordings(entry):
    """Return every wording of an entry of the inventory."""
    found = entry.split(" | ")
    return found + [other for one in found for other in WORDS["alike"].get(one, "").split(" | ") if other]


def occurs(wording, text):
    """Tell whether a wording begins a word of the text. Acronyms mind the case and may have a plural s."""
    pattern = r"(?<!\w)" + re.escape(fold(wording))
    if wording[-1].isdigit():
        pattern += r"(?!\d)"
    if wording.isupper():
        return re.search(pattern + r"s?(?!\w)", text) is not None
    return re.search(pattern, text, re.IGNORECASE) is not None


def missing(line, text):
    """Return the entries of an inventory line of which no wording occurs in the folded text."""
    return [entry for entry in entries(line) if not any(occurs(wording, text) for wording in wordings(entry))]


def assert_told(line, text):
    """Fail with every entry of an inventory line of which no wording occurs."""
    gone = missing(line, text)
    assert not gone, f"not told: {'; '.join(gone)}"


def closest(line, texts):
    """Return the text that lacks the fewest entries of an inventory line."""
    return min(texts, key=lambda text: len(missing(line, text)), default="")


def assert_one_each(lines, texts):
    """Fail unless every inventory line finds a text of its own, in any order, and no text is left over."""
    left, gone = [fold(text) for text in texts], []
    for line in lines:
        text = closest(line, left)
        gone += [f"{'; '.join(missing(line, text))} (of: {' '.join(line.split())})"] if missing(line, text) else []
        left = [other for other in left if other is not text]
    assert not gone, "not told:\n" + "\n".join(gone)
    assert not left, f"the source does not have: {left}"


def source_notes(node):
    """Yield every source note below a node, folded."""
    if isinstance(node, dict):
        yield from (fold(note) for note in node.get("source_notes", []))
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from source_notes(value)


def answers(question, place):
    """Return every answer in one list of a question's keys, with its other spellings, in lower case."""
    keys = [*question["blanks"], question.get("shared", {})]
    found = [answer for key in keys for answer in key.get(place, [])]
    return {text.lower() for answer in found for text in (answer["text"], *answer.get("also", []))}


def named_misconceptions(node):
    """Yield every misconception that an answer, an option or a question below a node points to."""
    if isinstance(node, dict):
        yield from [node["misconception"]] if "misconception" in node else node.get("misconceptions", [])
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from named_misconceptions(value)


def runs(text, length):
    """Return every run of so many words of a text: letters only, in lower case, web addresses left out."""
    words = re.findall(r"[a-z]+", ADDRESS.sub(" ", text).lower())
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}
