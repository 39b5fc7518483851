"""Administration of cohorts and of who takes part in them."""

from django.contrib import admin

from accounts.admin import PersonAdmin
from accounts.models import User
from courses.actions import rename_seats
from courses.models import Cohort, Course, Enrolment, Group


class EnrolmentInline(admin.TabularInline):
    """Seats, with the roles that their parent gives."""

    model = Enrolment
    readonly_fields = ["joined_at"]
    autocomplete_fields = ["user"]
    extra = 0
    roles: tuple[Enrolment.Role, ...] = ()

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "role":
            kwargs["choices"] = [(role.value, role.label) for role in self.roles]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class CohortSeatInline(EnrolmentInline):
    fields = ["user", "role", "group", "joined_at"]
    roles = (Enrolment.Role.LEARNER, Enrolment.Role.INSTRUCTOR)


class DirectorInline(EnrolmentInline):
    fields = ["user", "role", "joined_at"]
    roles = (Enrolment.Role.DIRECTOR,)


admin.site.unregister(User)


@admin.register(User)
class SeatedPersonAdmin(PersonAdmin):
    """A person, whose seats follow their name."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        rename_seats(user=obj)


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    """A course comes from its files; here its directors are appointed."""

    list_display = ["title", "edition", "language"]
    readonly_fields = ["slug", "title", "edition", "language", "licence", "about"]
    inlines = [DirectorInline]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ["name", "course", "join_code", "joining", "is_study_open", "created_at"]
    list_filter = ["course", "joining"]
    search_fields = ["name", "join_code"]
    inlines = [CohortSeatInline]


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    list_display = ["name", "cohort"]
    list_filter = ["cohort"]
    search_fields = ["name"]
