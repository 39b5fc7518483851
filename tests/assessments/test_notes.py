"""What the engine noted is stored as codes, and told in the language of who reads it."""

import json

from django.utils.functional import Promise

from assessments.actions.scoring import detail_of
from assessments.notes import TEXTS, shown_notes, stored_notes
from assessments.scoring.values import ZERO, Note, Remark, Rule, Scored, Verdict

NOTES = (Note(Remark.AUTHOR, "The lesson allows it: 100 %."), Note(Remark.CUT, "500"))


def test_every_code_has_a_text():
    assert TEXTS.keys() == set(Remark)


def test_notes_survive_being_stored_as_json():
    detail = json.loads(json.dumps(detail_of(Scored(Verdict.REVIEW, ZERO, Rule.UNRECOGNISED, notes=NOTES))))
    assert stored_notes(detail) == list(NOTES)


def test_what_the_author_says_stands_as_it_is_and_the_rest_is_translated():
    assert shown_notes(NOTES) == ["The lesson allows it: 100 %.", "Only the first 500 characters were read."]
    assert isinstance(TEXTS[Remark.CUT], Promise)  # looked up in a catalogue when it is shown, not when it is stored


def test_notes_of_the_first_version_are_sentences_already():
    assert stored_notes({"notes": ["The lesson allows it."]}) == [Note(Remark.AUTHOR, "The lesson allows it.")]
    assert stored_notes({}) == []
