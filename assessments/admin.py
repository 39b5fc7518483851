"""Questions in the administration pages: to look at."""

from django.contrib import admin

from assessments.models import KeyRevision, Question, QuestionVersion
from lessons.admin import LoadedFromFilesAdmin


@admin.register(Question)
class QuestionAdmin(LoadedFromFilesAdmin):
    list_display = ["source", "slug", "lesson", "is_retired"]
    list_filter = ["lesson", "is_retired"]
    search_fields = ["slug", "source"]


@admin.register(QuestionVersion)
class QuestionVersionAdmin(LoadedFromFilesAdmin):
    list_display = ["question", "number", "type", "points", "created_at"]
    list_filter = ["type"]


@admin.register(KeyRevision)
class KeyRevisionAdmin(LoadedFromFilesAdmin):
    list_display = ["version", "number", "reason", "created_at"]
