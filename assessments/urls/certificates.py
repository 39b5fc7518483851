"""Addresses of certificates. Checking one is for everybody."""

from django.urls import path

from assessments.views import certificates

urlpatterns = [
    path("check/", certificates.check, name="check"),
    path("certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("cohorts/<int:pk>/certificates/", certificates.certificates, name="certificates"),
    path("cohorts/<int:pk>/certificates/file/", certificates.certificates_file, name="certificates-file"),
    path("cohorts/<int:pk>/certificates/rule/", certificates.certificate_rule, name="certificate-rule"),
    path("cohorts/<int:pk>/certificates/give/", certificates.certificates_give, name="certificates-give"),
    path(
        "cohorts/<int:pk>/certificates/learners/<int:seat_pk>/give/",
        certificates.certificate_give,
        name="certificate-give",
    ),
    path(
        "cohorts/<int:pk>/certificates/<int:certificate_pk>/revoke/",
        certificates.certificate_revoke,
        name="certificate-revoke",
    ),
]
