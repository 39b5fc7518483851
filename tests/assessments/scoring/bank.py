"""The questions of Lesson 1.8 and its words, as the loader stores them."""

from functools import cache
from pathlib import Path

import yaml

from assessments.scoring import Item, Vocabulary, make_vocabulary
from content.loader.snapshots import key, seen
from content.schema import Bank, Lesson

PACK = Path(__file__).parents[3] / "content/packs/cptm/mission-partners"


def document(name: str):
    return yaml.load((PACK / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - text only


@cache
def items() -> dict[str, Item]:
    """Return the questions by their number in the source."""
    bank = Bank.model_validate(document("questions.yaml"))
    return {each.source: item_of(each) for each in bank.questions}


def item_of(question) -> Item:
    sight = seen(question)
    return Item(sight["type"], sight["stem"], sight["content"], key(question))


@cache
def vocabulary() -> Vocabulary:
    terms = Lesson.model_validate(document("lesson.yaml")).glossary
    spellings = [[each.term, *filter(None, [each.acronym]), *each.also] for each in terms]
    return make_vocabulary(spellings, [item.key for item in items().values() if item.type == "blanks"])


def answer(source, *texts):
    """Return the texts of the boxes as the answer to a fill-in question."""
    return dict(zip(items()[source].content["blanks"], texts, strict=False))
