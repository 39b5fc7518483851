"""What staff type to sign in, and to look after how they do."""

import struct
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.actions import renew_session

CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "spellcheck": "false"}
MAX_NAME = 60
# What reading bytes and structures that strangers made up can raise in the libraries behind passkeys.
UNREADABLE = (ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error)
NO_PASSKEY = _("The passkey did not work. Try again, or use another way.")


class SignInForm(LoginForm):
    """User name and password, with errors that say what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label = _("User name")
        name.validators.append(MaxLengthValidator(150))
        name.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        name.error_messages["required"] = _("Type your user name.")
        _make_password(password)


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that matters is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _make_password(self.fields["password"])


def _make_password(field: forms.Field) -> None:
    field.label, field.help_text = _("Password"), ""
    field.widget.attrs = {"autocomplete": "current-password"}
    field.error_messages["required"] = _("Type your password.")


def _make_code(field: forms.Field, label: Any, hint: Any = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs = CODE_ATTRS
    field.error_messages["required"] = _("Type the code.")


class CodeForm(AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six digits from your authenticator app, or one of your recovery codes.")
        _make_code(self.fields["code"], _("Code"), hint)


class SecondCodeForm(CodeAgainForm):
    """A code once more, before something that matters is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six digits from your authenticator app, or one of your recovery codes.")
        _make_code(self.fields["code"], _("Code"), hint)

    def save(self) -> None:
        super().save()
        renew_session(session=context.request.session)


class SetUpAppForm(ActivateTOTPForm):
    """The first code of a new authenticator app: it shows that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _make_code(self.fields["code"], _("Code that the app shows now"))


class _PasskeyAnswer:
    """Refuses whatever cannot be read as the answer of a passkey."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE:
            raise forms.ValidationError(NO_PASSKEY) from None


class PasskeyForm(_PasskeyAnswer, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeySignInForm(_PasskeyAnswer, LoginWebAuthnForm):
    """A passkey alone, without a password."""


class PasskeyAgainForm(_PasskeyAnswer, ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters is changed."""

    def clean_credential(self) -> Any:
        found = super().clean_credential()
        renew_session(session=context.request.session)
        return found


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, with a name to know it by."""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except UNREADABLE:
            raise forms.ValidationError(NO_PASSKEY) from None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _make_name(self.fields["name"])
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("Sign in with this passkey alone, without a password"), True
        alone.label_suffix, alone.help_text = "", _("The device then asks for a fingerprint, your face or its own PIN.")


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _make_name(self.fields["name"])


def _make_name(field: forms.Field) -> None:
    field.label, field.help_text = _("Name"), _("So that you know it again, for example: my phone.")
    field.validators.append(MaxLengthValidator(MAX_NAME))
    field.widget.attrs = {"autocomplete": "off", "dir": "auto"}
    field.error_messages["required"] = _("Type a name.")


class NewPasswordForm(SetPasswordForm):
    """A password that somebody sets with a one-time link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("new_password1", _("New password")), ("new_password2", _("The same password again"))):
            field = self.fields[name]
            field.label = label
            field.widget.attrs = {"autocomplete": "new-password"}
            field.error_messages["required"] = _("Type a password.")
        self.fields["new_password1"].help_text = _("Twelve characters or more. Four words are easy to remember.")
        self.fields["new_password2"].help_text = ""
