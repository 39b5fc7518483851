"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

admin.site.site_header = admin.site.site_title = _("Fieldschool administration")
admin.site.index_title = _("Rows of the database")

urlpatterns = [
    path("", include("delivery.urls")),
    path("", include("courses.urls")),
    path("lessons/", include("lessons.urls")),
    path("lessons/", include("activities.urls")),
    path("", include("assessments.urls")),
    path("account/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
