"""Addresses of signing in, below ``account/``. The names are those django-allauth looks for."""

from allauth.account import views as allauth_views
from django.urls import include, path

from accounts import views

urlpatterns = [
    path("sign-in/", allauth_views.login, name="account_login"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("password/", views.password_change, name="account_change_password"),
    path("confirm/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("theme/", views.theme, name="theme"),
    path("language/", include("django.conf.urls.i18n")),
]
