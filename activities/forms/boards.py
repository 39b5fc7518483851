"""What people write on boards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Board
from courses.names import tidy_name

MAX_LENGTH = 200


class EntryForm(forms.Form):
    """A point and where it stands. ``token`` names this form, so that sending it twice adds one.

    With ``cards`` the text is chosen from them.
    """

    text = forms.CharField(
        label=_("Point"),
        max_length=MAX_LENGTH,
        error_messages={
            "required": _("Write a point first."),
            "max_length": _("Write it shorter: at most 200 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", "maxlength": MAX_LENGTH}),
    )
    places = forms.MultipleChoiceField(required=False, label=_("Where it stands"), widget=forms.CheckboxSelectMultiple)
    token = forms.CharField(max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, board: Board, cards: list[str] | None = None, **kwargs: Any) -> None:
        kwargs |= {"auto_id": f"{'card' if cards else 'entry'}-{board.pk}-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        places = [(region["id"], region["label"]) for region in [*board.regions, *board.rings]]
        self.fields["places"].choices = places  # type: ignore[attr-defined]
        if cards:
            self.fields["text"].label = _("Card")
            self.fields["text"].widget = forms.Select(choices=[(card, card) for card in cards])

    def clean_text(self) -> str:
        text = tidy_name(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("Write a point first."))
        return text


class ChangeForm(EntryForm):
    """Another text or other places for an entry. ``number`` is that of its last change when the form was made."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    field_order = ["text", "places", "number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["token"]


class NumberForm(forms.Form):
    """The number of the change that a button was made for."""

    number = forms.IntegerField(min_value=0)
    into = forms.IntegerField(required=False)
