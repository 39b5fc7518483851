"""Lists in one box."""

from assessments.scoring.splitting import Atom, atoms, pieces
from assessments.scoring.words import words


def test_atoms_stand_between_marks_and_joining_words():
    assert list(atoms(words("World Bank (WB) and IMF"))) == [
        Atom(0, 2, is_aside=False),
        Atom(3, 4, is_aside=True),
        Atom(6, 7, is_aside=False),
    ]


def test_pieces_are_their_tokens():
    assert pieces(words("donors; NGOs / World Bank\nIMF or UNDP")) == [
        ("donor",),
        ("ngo",),
        ("world", "bank"),
        ("imf",),
        ("undp",),
    ]


def test_brackets_that_never_open_are_no_aside():
    assert list(atoms(words("a) ) UNDP"))) == [Atom(2, 3, is_aside=False)]


def test_nothing_has_no_atoms():
    assert (list(atoms(())), pieces(words(", and ;"))) == ([], [])
