"""What people type to join a cohort."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.access import find_cohort_to_join, is_staff_account
from courses.codes import PIN_LENGTH, clean_pin
from courses.models import NAME_KEY_LENGTH, Cohort, Course
from courses.names import name_key, tidy_name, tidy_number
from courses.rosters.rows import Learner, name_faults


class TidyNameField(forms.CharField):
    """The name of a group or a cohort, with its spaces put in order. ``missing`` says what to do when there is none."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})

    def __init__(self, *, missing: Any, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": missing}, **kwargs)

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")


class CodeForm(forms.Form):
    """A join code, in any case and with any spaces. ``cohort`` is the one it belongs to."""

    code = forms.CharField(
        label=_("Class code"),
        help_text=_("Six letters and numbers from the classroom screen, for example 7KQ 4MP"),
        max_length=40,
        error_messages={"required": _("Type the code from the classroom screen.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )
    cohort: Cohort

    def clean_code(self) -> str:
        cohort = find_cohort_to_join(self.cleaned_data["code"])
        if cohort is None:
            raise forms.ValidationError(
                _("No class has this code. Look at the classroom screen and type it again, letter by letter.")
            )
        self.cohort = cohort
        return cohort.join_code


class NameForm(forms.Form):
    """A learner's name. ``join_token`` names this form, so that sending it twice takes one seat.

    ``has_no_pin`` is said by somebody whose namesake has come in already, and who has not. ``is_another`` is said by
    somebody who was asked whether they are the learner with the same words in another order, and is not.
    """

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("First and last name, as your instructor knows it"),
        max_length=150,
        error_messages={"required": _("Type your name as your instructor knows it.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "dir": "auto", "autofocus": True}),
    )
    join_token = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    has_no_pin = forms.BooleanField(required=False, widget=forms.HiddenInput)
    is_another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        key = name_key(name)
        if not any(letter.isalpha() for letter in key):
            raise forms.ValidationError(_("Type your name with letters."))
        if len(key) > NAME_KEY_LENGTH:
            raise forms.ValidationError(_("Type a shorter name."))
        return name


class PinForm(forms.Form):
    """A PIN, with any spaces and in any digits. ``is_on_slip`` while nobody of the name has come in yet."""

    pin = forms.CharField(
        label=_("Your PIN"),
        help_text=_("Somebody of this name has joined already. If it was you, type the six digits you wrote down."),
        max_length=40,
        error_messages={"required": _("Type the PIN you wrote down when you joined.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "dir": "ltr", "autofocus": True}),
    )

    def __init__(self, posted: Any, *, is_on_slip: bool) -> None:
        super().__init__(posted)
        self.is_on_slip = is_on_slip
        if is_on_slip:
            field = self.fields["pin"]
            field.help_text = _(
                "You are on the list of this class. Your PIN, six digits, is on the printed slip from your instructor."
            )
            field.error_messages["required"] = _("Type the PIN that is on your slip.")

    def clean_pin(self) -> str:
        pin = clean_pin(self.cleaned_data["pin"])
        if len(pin) != PIN_LENGTH:
            raise forms.ValidationError(_("A PIN has six digits, for example 482 193."))
        return pin


class DivideForm(forms.Form):
    """How many groups, and whether everybody is dealt out anew."""

    n_groups = forms.IntegerField(
        label=_("Number of groups"),
        min_value=1,
        max_value=20,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Type how many groups you want, from 1 to 20.")
        ),
    )
    is_anew = forms.BooleanField(
        label=_("Deal everybody out anew, not only those without a group"), required=False, label_suffix=""
    )


class GroupNameForm(forms.Form):
    """Another name for a group."""

    name = TidyNameField(label=_("Name"), max_length=60, missing=_("Type a name for the group."))


class RosterFileForm(forms.Form):
    """A list of learners as a file."""

    file = forms.FileField(
        label=_("List of learners"),
        help_text=_("CSV or Excel (.xlsx), at most 2 MB and 5,000 rows. One column must hold names."),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
            "invalid": _("Choose a file first."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class LearnerForm(forms.Form):
    """What is known of one learner. ``is_fixed`` when the name belongs to an account that is used elsewhere too."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        error_messages={"required": _("Type the name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", "spellcheck": "false"}),
    )
    number = forms.CharField(
        label=_("Number"),
        help_text=_("As your centre gives it. It may be empty."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    group = forms.CharField(
        label=_("Group"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Only for your records: nobody signs in with it."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = is_fixed

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        for fault in [] if self.fields["name"].disabled else name_faults(name):
            raise forms.ValidationError(str(fault))
        return name

    def clean_number(self) -> str:
        return self._no_formula(tidy_number(self.cleaned_data["number"]))

    def clean_group(self) -> str:
        return self._no_formula(tidy_name(self.cleaned_data["group"]))

    def _no_formula(self, text: str) -> str:
        if text.startswith("="):
            raise forms.ValidationError(_("This must not begin with an equals sign."))
        return text

    @property
    def learner(self) -> Learner:
        return Learner(**self.cleaned_data)


class CohortForm(forms.ModelForm):
    """What those who teach may set of a cohort."""

    name = TidyNameField(
        label=_("Name of the cohort"), max_length=120, missing=_("Type a name, for example: March 2026")
    )

    class Meta:
        model = Cohort
        fields = ["name", "joining", "is_study_open"]
        labels = {
            "joining": _("Who may join"),
            "is_study_open": _("Learners may read the lessons on their own"),
        }
        help_texts = {"is_study_open": _("Leave this off until the quiz before the lesson is done.")}

    def __init__(self, *args: Any, course: Course, cohort: Cohort | None = None, **kwargs: Any) -> None:
        """``cohort`` is the one that is changed, of ``course``; without it a new one is made."""
        super().__init__(*args, **kwargs)
        others = course.cohorts.filter(archived_at=None)
        self._others = others.exclude(pk=cohort.pk) if cohort else others

    def clean_name(self) -> str:
        """Return the name, which no other cohort of the course has that goes on: nobody could tell them apart."""
        name: str = self.cleaned_data["name"]
        if self._others.filter(name=name).exists():
            raise forms.ValidationError(_("There is a cohort of this name already. Add a month, a place or a number."))
        return name


class StaffForm(forms.Form):
    """Who is appointed to what: an account that exists, or a new one."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("Of an account that exists, or a new one: letters, digits and . - _ such as i.solheim"),
        max_length=150,
        error_messages={"required": _("Type a user name.")},
        validators=[UnicodeUsernameValidator(message=_("Use letters, digits and . - _ only."))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("First name and family name. For an account that exists they must be its owner's."),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    part = forms.ChoiceField(
        label=_("Part"),
        error_messages={"required": _("Choose a part."), "invalid_choice": _("Choose a part.")},
    )

    def __init__(self, *args: Any, courses: QuerySet[Course], may_direct: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: dict[str, Cohort | Course] = {}
        choices: list[Any] = [("", _("Choose"))]
        for course in courses.prefetch_related("cohorts"):
            director = _("Course director: {name}").format(name=course.title)
            directing = [(f"course-{course.pk}", director)] if may_direct else []
            teaching = [
                (f"cohort-{each.pk}", _("Instructor: {name}").format(name=each)) for each in course.cohorts.all()
            ]
            self.parts |= {f"course-{course.pk}": course} if may_direct else {}
            self.parts |= {f"cohort-{each.pk}": each for each in course.cohorts.all()}
            choices.append((course.title, directing + teaching))
        self.fields["part"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        username, name = cleaned.get("username"), tidy_name(cleaned.get("name", ""))
        found = User.objects.filter(username=username).first() if username else None
        if found and found.enrolments.learners().exists() and not is_staff_account(found):
            self.add_error("username", _("This is the account of a learner. Choose another user name."))
        elif found and found.name and name_key(found.name) != name_key(name):
            # The name is not told: whoever types user names would learn whose they are.
            self.add_error(
                "name",
                _("This user name has an account already. Type its owner's name, or choose another user name."),
            )
        if username and not found and not name:
            self.add_error("name", _("There is no such account yet. Type the name of the person."))
        return {**cleaned, "name": name}

    @property
    def appointment(self) -> dict[str, Any]:
        """What the form asks for, as ``invite_staff`` takes it."""
        chosen = self.parts[self.cleaned_data["part"]]
        return {
            "username": self.cleaned_data["username"],
            "name": self.cleaned_data["name"],
            "cohort": chosen if isinstance(chosen, Cohort) else None,
            "course": chosen if isinstance(chosen, Course) else None,
        }
