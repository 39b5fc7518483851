"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

admin.site.site_header = admin.site.site_title = _("Fieldschool administration")
admin.site.index_title = _("Rows of the database")
# The administration's own sign-in page would take any number of guesses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("img/mark.svg"))),
    path("", include("delivery.urls.home")),
    path("", include("delivery.urls")),
    path("", include("courses.urls")),
    path("", include("lessons.urls")),
    path("", include("activities.urls")),
    path("", include("assessments.urls")),
    path("content/", include("content.urls")),
    path("", include("operations.urls")),
    path("", include("records.urls")),
    path("account/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
