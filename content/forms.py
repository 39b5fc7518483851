"""A course as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ArchiveForm(forms.Form):
    """A course folder, or a folder of course folders, as a zip archive."""

    file = forms.FileField(
        label=_("Course folder as a zip archive"),
        help_text=_("At most 8 MiB. In it a folder with course.yaml, and in that a folder for each lesson."),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
            "invalid": _("Choose a file first."),
        },
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
