"""Every address of assessments, from the root of the site."""

from assessments.urls import bank, forms, marking, taking

app_name = "assessments"
urlpatterns = [*bank.urlpatterns, *forms.urlpatterns, *taking.urlpatterns, *marking.urlpatterns]
