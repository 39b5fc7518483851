"""Addresses of signing in, below ``account/``. The names are those django-allauth looks for."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path

from accounts import views
from accounts.access import for_staff

second_step = [
    path("", for_staff(steps.index), name="mfa_index"),
    path("code/", steps.authenticate, name="mfa_authenticate"),
    path("confirm/", for_staff(steps.reauthenticate), name="mfa_reauthenticate"),
    path("app/", for_staff(apps.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", for_staff(apps.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", for_staff(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", for_staff(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("recovery-codes/file/", for_staff(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys/", for_staff(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/new/", for_staff(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/confirm/", for_staff(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/<key:pk>/remove/", for_staff(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/<key:pk>/name/", for_staff(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
]

urlpatterns = [
    path("sign-in/", allauth_views.login, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("switch/", views.switch, name="account_switch"),
    path("devices/", views.devices, name="account_devices"),
    path("password/", views.password_change, name="account_change_password"),
    path("new-password/<uidb64>/<token>/", views.NewPassword.as_view(), name="account_new_password"),
    path("confirm/", for_staff(allauth_views.reauthenticate), name="account_reauthenticate"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("second-step/", include(second_step)),
    path("theme/", views.theme, name="theme"),
    path("language/", include("django.conf.urls.i18n")),
]
