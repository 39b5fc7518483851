"""Decisions about one attempt: other points for an item, and an attempt that does not count."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 300
REASON_MISSING = {"required": _("Say why. The learner reads it.")}


class OverrideForm(forms.Form):
    """Other points for one item."""

    position = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    points = forms.DecimalField(
        label=_("Points"),
        min_value=Decimal(0),
        max_digits=6,
        decimal_places=3,
        error_messages={"required": _("Enter the points, 0 included.")},
    )
    reason = forms.CharField(
        label=_("Reason, for the learner to read"), max_length=LONGEST_REASON, error_messages=REASON_MISSING
    )

    def __init__(self, *, position: int, max_points: Decimal, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(posted, auto_id=f"id_{position}_%s", label_suffix="", initial={"position": position})
        self.max_points = max_points

    def clean_points(self) -> Decimal:
        points: Decimal = self.cleaned_data["points"]
        if points > self.max_points:
            raise forms.ValidationError(_("At most %(most)s."), params={"most": f"{self.max_points.normalize():f}"})
        return points

    @property
    def given(self) -> dict[str, Any]:
        """Item, points and reason. Only for a valid form; the item is the one it was made for, not what was sent."""
        return {**self.cleaned_data, "position": self.initial["position"]}


class VoidForm(forms.Form):
    """Why an attempt does not count."""

    void_reason = forms.CharField(
        label=_("Reason, for the learner to read"), max_length=LONGEST_REASON, error_messages=REASON_MISSING
    )
