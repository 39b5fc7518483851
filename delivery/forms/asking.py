"""What an instructor types about a question to the room."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import Question
from delivery.access.questions import bank_of
from delivery.models import Delivery, PlanItem, Privacy, QuestionRun
from delivery.reports.asking import has_groups

MOST_HANDS = 1_000
PRIVACIES = [(Privacy.NAMED, _("With names, for you alone")), (Privacy.ANONYMOUS, _("Anonymous"))]


class AskForm(forms.Form):
    """Which question to put to the class, to whom, and who sees the answers."""

    question = forms.ModelChoiceField(Question.objects.none(), error_messages={"required": _("Choose a question.")})
    item = forms.ModelChoiceField(PlanItem.objects.none(), required=False)
    audience = forms.ChoiceField(label=_("Who answers"), choices=QuestionRun.Audience, widget=forms.RadioSelect)
    privacy = forms.ChoiceField(label=_("Who sees the answers"), choices=PRIVACIES, widget=forms.RadioSelect)

    def __init__(self, data: QueryDict | None = None, *, delivery: Delivery) -> None:
        super().__init__(data, initial={"audience": QuestionRun.Audience.ROOM, "privacy": delivery.privacy})
        self.delivery = delivery
        self.fields["question"].queryset = bank_of(delivery)  # type: ignore[attr-defined]
        self.fields["item"].queryset = delivery.items.all()  # type: ignore[attr-defined]

    def clean_audience(self) -> str:
        """Refuse groups where nobody is in one: nobody could answer."""
        audience: str = self.cleaned_data["audience"]
        if audience == QuestionRun.Audience.GROUPS and not has_groups(self.delivery):
            raise forms.ValidationError(_("Nobody is in a group yet. Divide the class into groups first."))
        return audience


class HandsForm(forms.Form):
    """The counts of a show of hands, a field for each option."""

    def __init__(self, data: QueryDict, *, values: Iterable[str]) -> None:
        super().__init__(data)
        for value in values:
            self.fields[f"hands-{value}"] = forms.IntegerField(min_value=0, max_value=MOST_HANDS, required=False)

    def hands(self) -> dict[str, int]:
        """Return the counts by option."""
        return {name.removeprefix("hands-"): count or 0 for name, count in self.cleaned_data.items()}
