"""What simulated learners answer: right, nearly right and wrong, in the lengths that people type."""

import random
from collections.abc import Mapping
from typing import Any

SHORT = (
    "UN Country Team",
    "the country team",
    "Resident Coordinater",
    "World Bank and IMF",
    "host government",
    "African Union (AU)",
    "the host state authorities",
    "NGOs",
    "humanitarian organisations",
    "I do not know",
)
SENTENCES = (
    "National partners were there before the mission and will be there after it.",
    "They know the conflict, the people and the languages.",
    "Without their ownership nothing that the mission builds will last.",
    "The mission has to coordinate with the country team so that work is not done twice.",
    "Some partners fear for their independence when they are seen with soldiers.",
)


def make_answer(kind: str, content: Mapping[str, Any], chance: random.Random) -> Any:
    """Return an answer that fits a question of type ``kind``."""
    match kind:
        case "blanks":
            return {blank: chance.choice(SHORT) for blank in content["blanks"]}
        case "true-false":
            return chance.random() < 0.5
        case "check-one":
            return chance.choice(content["options"])["id"]
        case "check-all":
            return [option["id"] for option in content["options"] if chance.random() < 0.5]
        case _:
            return _written(content, chance)


def _written(content: Mapping[str, Any], chance: random.Random) -> Any:
    parts = content.get("parts")
    return {part["id"]: _sentences(chance) for part in parts} if parts else _sentences(chance)


def _sentences(chance: random.Random) -> str:
    return " ".join(chance.sample(SENTENCES, 3))
