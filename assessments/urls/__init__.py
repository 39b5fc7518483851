"""Every address of assessments, from the root of the site."""

from assessments.urls import bank, certificates, files, forms, marking, results, taking

app_name = "assessments"
urlpatterns = [
    *bank.urlpatterns,
    *forms.urlpatterns,
    *taking.urlpatterns,
    *marking.urlpatterns,
    *results.urlpatterns,
    *files.urlpatterns,
    *certificates.urlpatterns,
]
