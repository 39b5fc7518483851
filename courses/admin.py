"""Administration of cohorts and of who takes part in them."""

from django.contrib import admin
from django.utils import timezone

from accounts.admin import PersonAdmin
from accounts.models import User
from courses.actions import rename_seats
from courses.audit import note_change
from courses.models import Cohort, Course, Enrolment, Group

APPOINTING = {Enrolment.Role.INSTRUCTOR: "appoint instructor", Enrolment.Role.DIRECTOR: "appoint director"}


class OnlyForAdministrators:
    """Rows that name people. Nobody but administrators sees and changes them, whatever rights others were given."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request)

    def has_add_permission(self, request, obj=None):
        return self.has_view_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_view_permission(request)

    def has_module_permission(self, request):
        return self.has_view_permission(request)


class NotedAdmin(admin.ModelAdmin):
    """Rows whose seats, when they are changed here, are noted in the trail of changes."""

    def save_formset(self, request, form, formset, change):
        """Save the seats of a course or a cohort, and note who got a part, another one, or none any more."""
        gone = [each.instance.pk for each in formset.deleted_forms if each.instance.pk]
        super().save_formset(request, form, formset, change)
        place = {"cohort" if isinstance(form.instance, Cohort) else "course": form.instance.pk}
        noted = {"by": request.user, "now": timezone.now(), **place}
        for seat in formset.new_objects:
            note_change(verb=APPOINTING.get(seat.role, "enrol"), row=seat, **noted)
        for seat, fields in formset.changed_objects:
            note_change(verb="change part", row=seat, fields=list(fields), **noted)
        for pk in gone:
            note_change(verb="end part", row=Enrolment(pk=pk), **noted)


class EnrolmentInline(OnlyForAdministrators, admin.TabularInline):
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
class SeatedPersonAdmin(OnlyForAdministrators, PersonAdmin):
    """A person, whose seats follow their name."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        rename_seats(user=obj)


@admin.register(Course)
class CourseAdmin(NotedAdmin):
    """A course comes from its files; here its directors are appointed."""

    list_display = ["title", "edition", "language"]
    readonly_fields = ["slug", "title", "edition", "language", "licence", "about"]
    inlines = [DirectorInline]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Cohort)
class CohortAdmin(NotedAdmin):
    """A cohort. Once it is archived nothing of it is changed here either; a director reopens it."""

    list_display = ["name", "course", "join_code", "joining", "is_study_open", "created_at"]
    list_filter = ["course", "joining"]
    search_fields = ["name", "join_code"]
    inlines = [CohortSeatInline]

    def has_change_permission(self, request, obj=None):
        is_archived = obj is not None and obj.is_archived
        return not is_archived and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        is_archived = obj is not None and obj.is_archived
        return not is_archived and super().has_delete_permission(request, obj)


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    list_display = ["name", "cohort"]
    list_filter = ["cohort"]
    search_fields = ["name"]
