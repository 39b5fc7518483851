"""The key of a blank, made ready."""

from fractions import Fraction

from assessments.scoring.keys import Entry, Kind, Place, prepare
from assessments.scoring.values import Rule, Verdict
from assessments.scoring.words import words
from tests.assessments.scoring.builders import TEAM_KEY, blank, item, words_of

PLACES = [{"id": "types", "label": "Types", "need": 2}]
ENTRIES = [{"text": "Donors", "fills": "types"}, {"text": "ICRC", "fills": "types", "alone": "review"}]


def prepared(key):
    return prepare(key, words_of(item(key)))


def look_up(key, text):
    """Return text of the entry and rule."""
    found = prepared(key).look_up([words(text)])
    return found and (found[0].text, found[1])


def test_an_entry_says_what_it_is_good_for():
    entry, rule = prepared(TEAM_KEY).look_up([("resident", "coordinator")])
    assert rule is Rule.EXACT
    assert entry == Entry(
        kind=Kind.PARTIAL,
        text="Resident Coordinator",
        credit=Fraction(1, 2),
        feedback="Close.",
        misconception="",
        note="",
        fills="",
        is_doubtful=False,
    )
    assert entry.verdict is Verdict.PARTIAL


def test_the_glossary_adds_ways_to_write_it():
    written, added = "members of the UNCT", "member United Nations Country Team"
    assert [look_up(TEAM_KEY, text) for text in (written.replace("of the ", ""), added, "members")] == [
        ("UN Country Team", Rule.EXACT),
        ("UN Country Team", Rule.GLOSSARY),
        None,
    ]


def test_what_is_written_stands_before_what_the_glossary_adds():
    key = blank(accept=["UN Country Team"], wrong=["UNCT"])
    assert look_up(key, "unct") == ("UNCT", Rule.EXACT)


def test_the_words_may_stand_in_another_order():
    key = prepared(
        blank(
            accept=["Humanitarian Affairs Office", "armed forces", "state police", "not to be a target", "one or two"],
            wrong=["UN police and army", "two one rules"],
            review=["World Development Bank"],
        )
    )
    turned = {
        text: key.look_up_turned(words(text))
        for text in [
            "office humanitarian affairs",  # the same words
            "office affairs",  # one less
            "forces armed",  # an adjective after its noun
            "police state",  # something else
            "police of the state",  # the same with an "of"
            "target not to be",  # a denial
            "army and police UN",  # a list
            "World Bank development",  # a person decides
        ]
    }
    assert {text: entry.text for text, entry in turned.items() if entry} == {
        "office humanitarian affairs": "Humanitarian Affairs Office",
        "forces armed": "armed forces",
        "police of the state": "state police",
    }


def test_words_of_two_entries_have_one_order_each():
    key = prepared(blank(accept=["state security police"], wrong=["police state security"]))
    assert key.look_up_turned(words("security police state")) is None


def test_an_open_form_goes_on_with_anything():
    key = prepared(blank(accept=["access to ...", "access"]))
    entry, rest = key.look_up_open(words("access to people in need"))
    assert (entry.text, rest) == ("access to ...", ("people", "in", "need"))
    assert [key.look_up_open(words(text)) for text in ("access to", "access people", "")] == [None, None, None]


def test_words_are_gathered_by_entry():
    key = prepared(blank(accept=["access to ..."], wrong=["The IMF"]))
    assert {entry.text: set(each) for entry, each in key.words_of.items()} == {
        "access to ...": {"access", "to", ","},
        "The IMF": {"the", "imf", "international", "monetary", "fund"},
    }
    assert key.lexicon == {"access", "to", ",", "the", "imf", "international", "monetary", "fund"}


def test_a_blank_is_closed_when_it_asks_for_a_name():
    keys = [TEAM_KEY, blank(accept=["information"]), blank(accept=["UN partners"]), blank(wrong=["UNDP"])]
    assert [prepared(key).is_closed for key in keys] == [True, False, False, False]


def test_a_quota_has_places_and_entries():
    key = prepared(blank(quota={"places": PLACES, "entries": ENTRIES}))
    donors, icrc = key.written["donor"], key.written["icrc"]
    assert key.places == (Place("types", "Types", 2),)
    assert [(entry.kind, entry.credit, entry.fills, entry.is_doubtful) for entry in (donors, icrc)] == [
        (Kind.PLACE, 1, "types", False),
        (Kind.PLACE, 1, "types", True),
    ]


def test_a_form_without_words_is_no_form():
    assert prepared(blank(accept=["of the", "UNDP"])).written.keys() == {"undp"}
