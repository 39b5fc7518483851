"""What makes a new version of a question, and what only a new revision of its key."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.digests import digest
from content.loader.plain import plain
from content.loader.snapshots import key, seen
from content.pack import read_packs
from content.schema.values import Minutes
from tests.content.builders import bank_file, edit, write_course


def questions(course):
    [pack] = read_packs([course])
    assert pack.problems == ()
    return {question.id: question for question in pack.lessons[0].bank.questions}


@pytest.fixture
def bank(tmp_path):
    return questions(write_course(tmp_path))


def test_what_a_learner_sees_of_each_type(bank):
    assert {name: seen(question)["content"] for name, question in bank.items()} == {
        "lid": {"order": "fixed", "blanks": ["lid"]},
        "two": {"order": "any", "blanks": ["first", "second"]},
        "many": {"order": "fixed", "blanks": ["tools"]},
        "open": {},
        "rope": {
            "options": [
                {"id": "a", "text": "The cover", "is_last": False},
                {"id": "b", "text": "The rope", "is_last": False},
                {"id": "all", "text": "All of these", "is_last": True},
            ]
        },
        "which": {
            "options": [
                {"id": "a", "text": "Lining", "is_last": False},
                {"id": "b", "text": "Cloud", "is_last": False},
            ]
        },
        "why": {
            "parts": [
                {"id": "reason", "prompt": "Why?", "points": "2"},
                {"id": "thing", "prompt": "With what?", "points": "1"},
            ]
        },
    }
    assert seen(bank["which"]) == {
        "type": "check-all",
        "stem": "Which are parts of a well?",
        "points": "2",
        "content": seen(bank["which"])["content"],
    }


NOTHING = {"parts": [], "partial": [], "wrong": [], "review": [], "quota": None}


def answer(text, **more):
    return {"text": text, "also": [], "feedback": None, **more}


def option(feedback, **more):
    return {"feedback": feedback, "misconception": None, "statement": None, **more}


QUOTA = {
    "places": [{"id": "digging", "label": "tools to dig", "need": 1}],
    "entries": [answer("spade", fills="digging", alone=None, sure=None)],
}
POINTS = [{"id": "animals", "text": "animals stay out", "points": "2", "synonyms": ["goats"]}]

KEYS = {
    "lid": {
        "feedback": "The cover.",
        "shared": None,
        "blanks": {
            "lid": {
                "accept": [answer("cover", also=["lid"])],
                "parts": [],
                "partial": [answer("board", credit="1/2", misconception=None)],
                "wrong": [answer("rope", feedback="It hangs inside.", misconception="open-is-clean")],
                "review": [],
                "quota": None,
            }
        },
    },
    "two": {
        "feedback": "The lining and the cover.",
        "shared": {"accept": [answer("lining"), answer("cover")], **NOTHING},
        "blanks": {"first": {"accept": [], **NOTHING}, "second": {"accept": [], **NOTHING}},
    },
    "many": {
        "feedback": "There are many.",
        "shared": None,
        "blanks": {"tools": {"accept": [], **NOTHING, "quota": QUOTA}},
    },
    "open": {
        "feedback": "Close it.",
        "answer": False,
        "if_answered": {"true": "Think of animals.", "false": "Right."},
        "contested": None,
        "misconception": "open-is-clean",
    },
    "rope": {
        "feedback": "The cover.",
        "options": {
            "a": option("Yes.", credit="1/1"),
            "b": option("No.", credit="0/1"),
            "all": option("No.", credit="0/1"),
        },
    },
    "which": {
        "feedback": "Two of them.",
        "policy": "balanced",
        "options": {"a": option("Yes.", correct=True), "b": option("No.", correct=False)},
    },
    "why": {
        "feedback": "See slide 2.",
        "model_answer": "To keep animals out, with a lid.",
        "key_points": [],
        "parts": {
            "reason": POINTS,
            "thing": [{"id": "lid", "text": "a lid", "points": "1", "synonyms": []}],
        },
        "also_welcome": [],
        "misconceptions": ["open-is-clean"],
    },
}


def test_how_each_type_is_scored(bank):
    assert {name: key(question) for name, question in bank.items()} == KEYS


# As they were before the format knew ``others``. A field of the format that came later, and that a file does not use,
# changes none: otherwise every database would get revisions from an upgrade alone, with no difference to show.
DIGESTS = {
    "lid": "6d77c82c8ddd183dec6d91646f7a66cbc8e4c810d075cb0314c18125033c5a48",
    "two": "f2a45fbacad2f51bbf3a9989cdfb402c8a58f3a88fa696315debbff7f2568954",
    "many": "c962fc6f3e311d60fe2709d882f1137f32a0fec60744def7529649045a52d686",
    "open": "6812a9b0654892d57a06b24f061e79e12fd7e3d4a0331a9e5260e0686b9974d6",
    "rope": "c4831686a115735704e89a7997cc48f6ea0d9b238d4e57292fe17d5c2f4f541b",
    "which": "64e3fddf1bc6f6201fdfab3a860c1458a75d370738256cb1d08eb633e1addcac",
    "why": "a43c3161970c97fd1c55eb6523bef419c40836a8994f4bcdc57abdbab196ea2a",
}


def test_an_upgrade_alone_makes_no_new_key(bank):
    assert {name: digest(key(question)) for name, question in bank.items()} == DIGESTS


def test_what_a_file_says_of_other_words_is_part_of_the_key(tmp_path):
    course = write_course(tmp_path)
    edit(
        bank_file(course),
        "      - id: lid\n        accept:\n",
        "      - id: lid\n        others: wrong\n        accept:\n",
    )
    edit(bank_file(course), "    shared:\n", "    shared:\n      others: wrong\n")
    keys = {name: key(question) for name, question in questions(course).items()}

    assert keys["lid"]["blanks"]["lid"] == {**KEYS["lid"]["blanks"]["lid"], "others": "wrong"}
    assert keys["two"]["shared"] == {**KEYS["two"]["shared"], "others": "wrong"}
    assert [name for name in keys if digest(keys[name]) != DIGESTS[name]] == ["lid", "two"]


def test_nothing_of_the_key_is_seen_and_nothing_that_is_seen_is_in_the_key(bank):
    for question in bank.values():
        assert seen(question).keys() & key(question).keys() == set()
    told = repr([seen(question) for question in bank.values()])
    for secret in ("It hangs inside", "1/2", "spade", "goats", "Think of animals", "open-is-clean", "feedback"):
        assert secret not in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    stem: What keeps animals out?", "    stem: What keeps goats out?"),
        ("        text: The rope", "        text: The bucket"),
        ("      - id: b\n        text: The rope", "      - id: c\n        text: The rope"),
        ("        feedback: No.\n        is_last: true\n", "        feedback: No.\n"),
        ("    stem: What keeps animals out?", "    stem: What keeps animals out?\n    points: 2"),
    ],
)
def test_what_makes_a_new_version(tmp_path, bank, old, new):
    course = write_course(tmp_path, "changed")
    edit(bank_file(course), old, new)
    changed = questions(course)

    assert digest(seen(changed["rope"])) != digest(seen(bank["rope"]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        credit: 1\n", "        credit: 1\n        statement: A cover keeps animals out.\n"),
        ("        text: The rope\n        credit: 0\n", "        text: The rope\n        credit: 1/3\n"),
        ("        credit: 1\n        feedback: Yes.", "        credit: 1\n        feedback: So it is."),
        ("        text: The rope\n", "        text: The rope\n        misconception: open-is-clean\n"),
    ],
)
def test_what_makes_only_a_new_key(tmp_path, bank, old, new):
    course = write_course(tmp_path, "changed")
    edit(bank_file(course), old, new)
    changed = questions(course)

    assert digest(seen(changed["rope"])) == digest(seen(bank["rope"]))
    assert digest(key(changed["rope"])) != digest(key(bank["rope"]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        credit: 1\n", "        credit: 1.00\n"),
        ("    stem: What keeps animals out?", "    stem: What keeps animals out?\n    points: 1.0"),
        ("    source: M1\n", "    source: M9\n    slide: parts\n"),
    ],
)
def test_what_makes_neither(tmp_path, bank, old, new):
    course = write_course(tmp_path, "changed")
    edit(bank_file(course), old, new)
    changed = questions(course)

    assert digest(seen(changed["rope"])) == digest(seen(bank["rope"]))
    assert digest(key(changed["rope"])) == digest(key(bank["rope"]))


def test_digests_do_not_depend_on_the_order_of_keys():
    assert digest({"a": [1, {"b": "é", "c": None}]}) == digest({"a": [1, {"c": None, "b": "é"}]})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})


def test_numbers_become_text_and_minutes_a_pair():
    minutes = Minutes(Decimal("4.50"), Decimal(10))

    assert plain([minutes, Decimal(100), Fraction(2, 4), 3, True, None]) == [["4.5", "10"], "100", "1/2", 3, True, None]
