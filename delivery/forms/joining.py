"""The wireless network of a classroom, as an instructor types it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.qr import wifi_data_uri


class WifiForm(forms.Form):
    """Name and password of the network, for a QR code that phones read. An empty name takes the code away."""

    name = forms.CharField(label=_("Name of the network"), max_length=32, required=False, strip=False)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("8 to 63 letters. Empty for an open network. Everybody who sees the screen can read it."),
        min_length=8,
        max_length=63,
        required=False,
        strip=False,
    )

    def network(self) -> dict[str, str] | None:
        """Return name, password and QR code of the network, or None when no name was typed."""
        name, password = self.cleaned_data["name"], self.cleaned_data["password"]
        return {"name": name, "password": password, "qr": wifi_data_uri(name, password)} if name else None
