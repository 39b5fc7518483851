"""Lessons in the administration pages: to look at, not to change. The files are the master."""

from django.contrib import admin

from lessons.models import Lesson, Slide


class LoadedFromFilesAdmin(admin.ModelAdmin):
    """Rows that are loaded from files, and would be overwritten by the next load."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Lesson)
class LessonAdmin(LoadedFromFilesAdmin):
    list_display = ["number", "title", "course", "language", "is_retired"]
    list_filter = ["course", "is_retired"]


@admin.register(Slide)
class SlideAdmin(LoadedFromFilesAdmin):
    list_display = ["number", "title", "lesson", "layout", "priority", "is_retired"]
    list_filter = ["lesson", "is_retired"]
