"""Who of the demo cohort has sent the open quiz, and what they answered: some of it is known to no key. Pure."""

from collections.abc import Mapping
from typing import Any

from assessments.demo.classes import ASKED, Person, answers_of

# How much they know, and what they typed that a person has to decide on. The others of the cohort are free to try.
EARLY: Mapping[str, tuple[float, Mapping[str, str]]] = {
    "Олена Коваленко": (0.5, {"F1": "UN family", "F13": "Comité international"}),
    "Tevita Vakalalabure": (0.3, {"F1": "the UN family", "F5": "UN development agency"}),
    "Batbayar Dorj": (0.45, {"F1": "sister agencies", "F13": "Comité international"}),
    "王秀英": (0.4, {"F1": "UN family", "F7": "the same picture"}),
    "Nguyễn Thị Hương": (0.35, {"F1": "Sister agencies", "F5": "UN development agency", "F13": "Geneva Red Cross"}),
}


def early_answers() -> dict[str, dict[str, Any]]:
    """Return what each of them answers, by question; what is left empty is not in it."""
    return {
        name: answers_of(Person(name, knows, 0))[0] | {source: _typed(source, text) for source, text in typed.items()}
        for name, (knows, typed) in EARLY.items()
    }


def _typed(source: str, text: str) -> dict[str, str]:
    """Return ``text`` as the answer to a question with one blank."""
    (blank,) = ASKED[source].right[0]
    return {blank: text}
