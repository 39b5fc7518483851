"""Addresses of certificates. Checking one is for everybody."""

from django.urls import path

from assessments.views import certificates

urlpatterns = [
    path("check/", certificates.check, name="check"),
    path("certificates/<key:pk>/", certificates.certificate, name="certificate"),
    path("cohorts/<key:pk>/certificates/", certificates.certificates, name="certificates"),
    path("cohorts/<key:pk>/certificates/file/", certificates.certificates_file, name="certificates-file"),
    path("cohorts/<key:pk>/certificates/rule/", certificates.certificate_rule, name="certificate-rule"),
    path("cohorts/<key:pk>/certificates/give/", certificates.certificates_give, name="certificates-give"),
    path(
        "cohorts/<key:pk>/certificates/learners/<key:seat_pk>/give/",
        certificates.certificate_give,
        name="certificate-give",
    ),
    path(
        "cohorts/<key:pk>/certificates/<key:certificate_pk>/revoke/",
        certificates.certificate_revoke,
        name="certificate-revoke",
    ),
]
