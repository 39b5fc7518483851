"""Small keys and words for tests of single rules."""

from assessments.scoring import Item, make_vocabulary, score
from assessments.scoring.frames import make_frame
from assessments.scoring.keys import prepare
from assessments.scoring.matching import Matcher

TERMS = [
    ["United Nations", "UN"],
    ["UN Country Team", "UNCT", "United Nations Country Team", "Country Team"],
    ["UN Development Programme", "UNDP"],
    ["UN Environment Programme", "UNEP"],
    ["World Bank", "WB"],
    ["International Monetary Fund", "IMF"],
    ["Host government"],
]
TEAM = {"text": "UN Country Team", "also": ["members of the UNCT"], "feedback": "The whole team."}
COORDINATOR = {"text": "Resident Coordinator", "credit": "1/2", "feedback": "Close."}
PARTNERS = {"text": "National partners", "also": ["emissions"], "misconception": "inside", "feedback": "Outside."}
BANK = {"text": "World Bank", "note": "The lesson allows it."}
STEM = "The most important internal partner of a mission is the {{team}} in the host country."


def blank(**lists):
    """Return the key of a blank as it is stored."""
    empty = {"accept": [], "parts": [], "partial": [], "wrong": [], "review": [], "quota": None}
    filled = {name: [_entry(row) for row in rows] for name, rows in lists.items() if name != "quota"}
    return empty | filled | {name: lists[name] for name in lists if name == "quota"}


def _entry(row):
    row = {"text": row} if isinstance(row, str) else row
    return {"also": [], "feedback": None, "misconception": None, **row}


TEAM_KEY = blank(accept=[TEAM], partial=[COORDINATOR], wrong=[PARTNERS], review=[BANK])


def item(*keys, stem=STEM):
    """Return a question with these blanks: a, b, c."""
    blanks = dict(zip("abcdef", keys, strict=False))
    return Item("blanks", stem, {"order": "fixed", "blanks": [*blanks]}, {"shared": None, "blanks": blanks})


def item_in_any_order(key, n_blanks, stem="Two of them: {{a}} and {{b}}."):
    """Return a question whose blanks share ``key``."""
    ids = [*"abcdef"[:n_blanks]]
    key = {"shared": key, "blanks": {each: blank() for each in ids}}
    return Item("blanks", stem, {"order": "any", "blanks": ids}, key)


def words_of(question, terms=TERMS):
    return make_vocabulary(terms, [question.key])


def score_texts(question, *texts, terms=TERMS):
    """Return the score of the texts in the boxes."""
    answer = dict(zip(question.content["blanks"], texts, strict=False))
    return score(question, answer, words_of(question, terms))


def matcher(key, stem=STEM, terms=TERMS, others=()):
    vocabulary = make_vocabulary(terms, [item(each).key for each in (key, *others)])
    before, _, after = stem.partition("{{team}}")
    return Matcher(prepare(key, vocabulary), vocabulary, make_frame(before, after))
