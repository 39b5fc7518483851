"""Names that are easily confused, as answers to every fill-in question: none earns what it should not."""

from fractions import Fraction
from pathlib import Path

import pytest

from assessments.scoring import score
from tests.assessments.scoring.bank import answer, items, vocabulary
from tests.assessments.scoring.test_typos import pairs

NAMES = sorted({name for pair in pairs() for name in pair})
UN_AGENCIES = "OHCHR, UN Development Programme, UNDP, UNEP, UNFPA, UNHCR, UNICEF, UNOPS, WHO"
EXTERNALS = "AU, CIDA, EU, ICRC, IFI, IFRC, IMF, IRC, PCC, SIDA, TCC, USAID"
# What each question gives points for, and how many.
EARNING = {
    "F1": {"UNCT": 1},
    "F2": {"national partners": 1, "CSO": "1/2", "IDP": "1/2"},
    "F3": {"IMF": "1/2"},
    "F4": {"OCHA": 1},
    "F5": {"UNDP": 1, "UN Development Programme": 1},
    "F6": {"UNCT": 1, **dict.fromkeys(UN_AGENCIES.split(", "), "1/2")},
    "F7": {"information": 1},
    "F8": {"national partners": 1, "CSO": "1/2", "IDP": "1/2"},
    "F9": {},
    "F10": dict.fromkeys(EXTERNALS.split(", "), "1/3"),
    "F11": {"access": "1/2"},
    "F12": {"missions": 1},
    "F13": {"ICRC": 1},
    "N2": dict.fromkeys(["UNDP", "UN Development Programme", "UNFPA", "UNICEF"], "1/3"),
}
# Bodies that are right nowhere, most of them invented. A single UN agency earns half in F6, and F11 asks for no body.
OTHER_BODIES = Path(__file__).with_name("other_bodies.txt").read_text(encoding="utf-8").splitlines()
UN_MEMBERS = (
    "FAO, ILO, OHCHR, UN-Habitat, UNAIDS, UNEP, UNESCO, UNHCR, UNIDO, UNMAS, UNODC, UNOPS, UNRWA, WHO, IFAD, UN Women"
)
ALLOWED = {"F6": set(UN_MEMBERS.split(", ")), "F11": {"Danger"}}


@pytest.mark.parametrize("source", [source for source, item in items().items() if item.type == "blanks"])
def test_only_right_names_earn(source):
    earned = {name: score(items()[source], answer(source, name), vocabulary()).score for name in NAMES}
    expected = {name: Fraction(share) for name, share in EARNING[source].items()}
    assert {name: share for name, share in earned.items() if share} == expected


@pytest.mark.parametrize("source", [source for source in EARNING if source != "F10"])
def test_no_other_body_earns(source):
    item = items()[source]
    earned = {name for name in OTHER_BODIES if score(item, answer(source, name), vocabulary()).score}
    assert earned == ALLOWED.get(source, set())
