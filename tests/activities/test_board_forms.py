"""What becomes of the words that people type on boards."""

import pytest

from activities.forms.boards import EntryForm
from activities.models import Board


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  UN   Country Team ", "UN Country Team"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Families 👨\u200d👩\u200d👧", "Families 👨\u200d👩\u200d👧"),
        ("\u202eUNDP\u202c \u2066and\u2069\u200b WFP\u200d", "UNDP and WFP"),
    ],
)
def test_joiners_within_words_and_emoji_stay_and_what_turns_text_round_goes(typed, kept):
    form = EntryForm({"text": typed, "token": "t1"}, board=Board(regions=[], rings=[]))
    assert form.is_valid()
    assert form.cleaned_data["text"] == kept
