"""What staff type to sign in."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """User name and password, with errors that say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label = _("User name")
        name.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        name.error_messages["required"] = _("Type your user name.")
        password.label, password.help_text = _("Password"), ""
        password.widget.attrs = {"autocomplete": "current-password"}
        password.error_messages["required"] = _("Type your password.")
