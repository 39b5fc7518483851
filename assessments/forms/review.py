"""Rulings on answers that were not yet recognised."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.reviewing import Decision
from assessments.models import Misconception, Ruling

CREDITS = ("3/4", "2/3", "1/2", "1/3", "1/4")


class RulingForm(forms.Form):
    """What is decided of one group of identical answers. Only a partly right one has a credit."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    group = forms.CharField(widget=forms.HiddenInput, strip=False)
    verdict = forms.ChoiceField(
        choices=Ruling.Verdict.choices, error_messages={"required": _("Choose what the answer is.")}
    )
    fills = forms.ChoiceField(label=_("It is one of"), required=False)
    credit = forms.ChoiceField(label=_("Worth"), choices=[(each, each) for each in CREDITS], required=False)
    feedback = forms.CharField(
        label=_("What its writer should read (optional)"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    misconception = forms.ChoiceField(label=_("Wrong idea behind it (optional)"), required=False)

    def __init__(
        self,
        *,
        name: str,
        fills: Sequence[tuple[str, str]],
        misconceptions: Iterable[Misconception],
        initial: Mapping[str, Any] | None = None,
        posted: Mapping[str, Any] | None = None,
    ) -> None:
        """``name`` tells the forms of one page apart."""
        super().__init__(posted, auto_id=f"id_{name}_%s", label_suffix="", initial=dict(initial or {}))
        ideas = [("", "–"), *((each.slug, each.text) for each in misconceptions)]
        self.fields["misconception"].choices = ideas  # type: ignore[attr-defined]
        self.fields["fills"].choices = fills  # type: ignore[attr-defined]
        if not fills:
            del self.fields["fills"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("verdict") == Ruling.Verdict.PARTIAL and not given.get("credit"):
            self.add_error("credit", _("Choose what the answer is worth."))
        if given.get("verdict") == Ruling.Verdict.ACCEPT and "fills" in self.fields and not given.get("fills"):
            self.add_error("fills", _("Choose what the answer is one of."))
        return given

    @property
    def decision(self) -> Decision:
        """What is decided. Only for a valid form."""
        given = self.cleaned_data
        verdict = Ruling.Verdict(given["verdict"])
        is_accepted = verdict == Ruling.Verdict.ACCEPT
        return Decision(
            verdict=verdict,
            credit=given["credit"] if verdict == Ruling.Verdict.PARTIAL else "",
            feedback=given["feedback"],
            misconception="" if is_accepted else given["misconception"],
            fills=given.get("fills", "") if is_accepted else "",
        )
