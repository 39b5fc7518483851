"""Classes in the administration pages: to look at. They are run from the console."""

from django.contrib import admin

from delivery.models import Attendance, Delivery, QuestionRun


class LookOnlyAdmin(admin.ModelAdmin):
    """Rows that only the pages of a class change."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Delivery)
class DeliveryAdmin(LookOnlyAdmin):
    list_display = ["lesson", "cohort", "created_by", "is_rehearsal", "started_at", "ended_at"]
    list_filter = ["cohort", "is_rehearsal"]
    list_select_related = ["lesson", "cohort", "created_by"]


@admin.register(QuestionRun)
class QuestionRunAdmin(LookOnlyAdmin):
    """Questions that were asked. Votes are not listed: an administrator must not see who answered what."""

    list_display = ["delivery", "number", "version", "audience", "privacy", "opened_at", "closed_at"]
    list_filter = ["audience", "privacy"]
    list_select_related = ["delivery__lesson", "delivery__cohort", "version__question"]


@admin.register(Attendance)
class AttendanceAdmin(LookOnlyAdmin):
    """Who was in a class, for administrators only."""

    list_display = ["delivery", "enrolment", "at"]
    list_select_related = ["delivery__lesson", "delivery__cohort", "enrolment__user"]

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request):
        return self.has_view_permission(request)
