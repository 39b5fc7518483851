"""Activities in the administration pages: to look at."""

from django.contrib import admin

from activities.models import Activity
from lessons.admin import LoadedFromFilesAdmin


@admin.register(Activity)
class ActivityAdmin(LoadedFromFilesAdmin):
    list_display = ["number", "title", "lesson", "use", "kind", "is_retired"]
    list_filter = ["lesson", "use", "is_retired"]
