"""Administration of cohorts and of who takes part in them."""

from django.contrib import admin

from courses.models import Cohort, Course, Enrolment, Group


class EnrolmentInline(admin.TabularInline):
    model = Enrolment
    fields = ["user", "role", "group", "joined_at"]
    readonly_fields = ["joined_at"]
    autocomplete_fields = ["user"]
    extra = 0
    show_change_link = True


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    """A course comes from its files; here its directors are appointed."""

    list_display = ["title", "edition", "language"]
    readonly_fields = ["slug", "title", "edition", "language", "licence", "about"]
    inlines = [EnrolmentInline]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ["name", "course", "join_code", "joining", "is_study_open", "created_at"]
    list_filter = ["course", "joining"]
    search_fields = ["name", "join_code"]
    inlines = [EnrolmentInline]


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    list_display = ["name", "cohort"]
    list_filter = ["cohort"]
    search_fields = ["name"]
