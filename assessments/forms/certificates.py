"""What is typed about certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.actions.certificates import RuleValues
from assessments.models import CertificateRule
from assessments.models.certificates import CODE_LENGTH
from courses.codes import clean_join_code

BY_RULE, BY_HAND = "rule", "hand"
PERCENT_ERRORS = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"), _("Type a whole number of percent, from 1 to 100.")
)


class RuleForm(forms.Form):
    """Who gets a certificate, in this cohort or in all of the course."""

    way = forms.ChoiceField(
        label=_("Who gets a certificate"),
        choices=[
            (BY_RULE, _("those who meet the rule below, all at once when you say so")),
            (BY_HAND, _("those whom you choose, one by one")),
        ],
    )
    needs_both = forms.BooleanField(
        label=_("They sat the quiz before each lesson, not only the one after"), required=False
    )
    least_percent = forms.IntegerField(
        label=_("Least percent in each quiz after a lesson"),
        help_text=_("Empty: taking part is enough."),
        min_value=1,
        max_value=100,
        required=False,
        error_messages=PERCENT_ERRORS,
    )
    signatory = forms.CharField(
        label=_("Name and office under the signature"), help_text=_("May be empty."), max_length=120, required=False
    )
    scope = forms.ChoiceField(
        label=_("This holds for"),
        choices=[("course", _("all cohorts of the course")), ("cohort", _("this cohort only"))],
    )

    @classmethod
    def of(cls, rule: CertificateRule, *, is_own: bool) -> "RuleForm":
        """Return the form as the rule in force fills it."""
        initial = {
            "way": BY_HAND if rule.is_by_hand else BY_RULE,
            "needs_both": rule.needs_both,
            "least_percent": rule.least_percent,
            "signatory": rule.signatory,
            "scope": "cohort" if is_own else "course",
        }
        return cls(initial=initial, label_suffix="")

    @property
    def values(self) -> RuleValues:
        cleaned: dict[str, Any] = self.cleaned_data
        return RuleValues(
            is_by_hand=cleaned["way"] == BY_HAND,
            needs_both=cleaned["needs_both"],
            least_percent=cleaned["least_percent"],
            signatory=" ".join(cleaned["signatory"].split()),
        )


class GiveForm(forms.Form):
    """Why a person gives a certificate, whatever the rule says."""

    reason = forms.CharField(
        label=_("Why it is given"), max_length=300, error_messages={"required": _("Say why, for your records.")}
    )


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"), max_length=300, error_messages={"required": _("Say why, for your records.")}
    )


class CheckForm(forms.Form):
    """The code of a certificate, as somebody types it."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("Twelve letters and numbers, for example 7KQ4-MP3X-HA9T"),
        max_length=40,
        error_messages={"required": _("Type the code that stands under the QR code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = clean_join_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(_("The code has twelve letters and numbers. Look at the certificate again."))
        return code


class MasteryForm(forms.Form):
    """From how many percent an outcome counts as mastered."""

    percent = forms.IntegerField(
        label=_("Mastered from, percent"), min_value=1, max_value=100, error_messages=PERCENT_ERRORS
    )
