"""What comes with an order to a class."""

from django import forms

from delivery.models import Delivery


class OrderForm(forms.Form):
    """The state that an order was given for, and what it is about. Everything else may be missing."""

    rev = forms.IntegerField(min_value=0)
    item = forms.IntegerField(min_value=0, required=False)
    board = forms.IntegerField(min_value=0, required=False)
    phase = forms.CharField(max_length=60, required=False)
    showing = forms.ChoiceField(choices=Delivery.Showing.choices, required=False)
    minutes = forms.IntegerField(min_value=1, max_value=60, required=False)
    quiz = forms.BooleanField(required=False)
