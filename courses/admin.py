"""Administration of cohorts and of who takes part in them."""

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group as GroupOfRights
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import end_sessions
from accounts.admin import PersonAdmin
from accounts.models import User
from courses.actions import rename_seats
from courses.audit import note_change
from courses.bell import ring
from courses.models import Cohort, Course, Enrolment, Group
from courses.staff.actions import note_account


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
            note_change(verb="enrol", row=seat, **noted)
        for seat, fields in formset.changed_objects:
            note_change(verb="change part", row=seat, fields=list(fields), **noted)
        for pk in gone:
            note_change(verb="end part", row=Enrolment(pk=pk), **noted)


class SeatForm(forms.ModelForm):
    """A seat. Whose it is does not change: answers, marks and reading would become somebody else's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "user" in self.fields:
            self.fields["user"].disabled = True


class SeatInline(OnlyForAdministrators, admin.TabularInline):
    """Seats of one ``role``."""

    model = Enrolment
    form = SeatForm
    extra = 0
    role: Enrolment.Role

    def get_queryset(self, request):
        return super().get_queryset(request).filter(role=self.role)


class LearnerInline(SeatInline):
    fields = ["user", "role", "group", "joined_at"]
    readonly_fields = ["joined_at"]
    autocomplete_fields = ["user"]
    role = Enrolment.Role.LEARNER
    verbose_name_plural = _("Learners")

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "role":
            kwargs["choices"] = [(self.role.value, self.role.label)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class AppointedInline(SeatInline):
    """Parts that can be ended here. They are given on the page of the staff, which asks for the password again."""

    fields = ["user", "joined_at"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class InstructorInline(AppointedInline):
    role = Enrolment.Role.INSTRUCTOR
    verbose_name_plural = _("Instructors")


class DirectorInline(AppointedInline):
    role = Enrolment.Role.DIRECTOR
    verbose_name_plural = _("Directors")


# What an account may do, and whether anybody signs in with it at all.
SWITCHES = ["is_active", "is_staff", "is_superuser"]
RIGHTS = [*SWITCHES, "groups", "user_permissions"]

admin.site.unregister(User)
# Who changes the rights of a group changes those of all its accounts. Rights are given to accounts, which are noted.
admin.site.unregister(GroupOfRights)


@reauthentication_required
def _ask_who_is_there(_request):
    """Go on when whoever is signed in has just shown who they are; else they are asked, and what they sent waits."""


@admin.register(User)
class SeatedPersonAdmin(OnlyForAdministrators, PersonAdmin):
    """A person, whose seats follow their name. What lets somebody in takes the password again, as elsewhere."""

    def save_model(self, request, obj, form, change):
        changed = [name for name in RIGHTS if name in form.changed_data]
        if changed:
            _ask_who_is_there(request)
        super().save_model(request, obj, form, change)
        rename_seats(user=obj)
        if change and {"is_staff", "is_superuser"} & set(changed) and obj != request.user:
            end_sessions(user=obj)  # with other rights they show again who they are
        if changed:
            switched = {
                name: [each for each in changed if each in SWITCHES and getattr(obj, each) is is_on]
                for name, is_on in (("added", True), ("removed", False))
            }
            others = [name for name in changed if name not in SWITCHES]
            detail = {name: names for name, names in (switched | {"changed": others}).items() if names}
            note_account(user=obj, by=request.user, verb="change rights", now=timezone.now(), **detail)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):  # noqa: A002 - Django's name
        """Set a password. What is typed here never waits in a session: the page is opened anew instead."""
        try:
            _ask_who_is_there(request)
        except ReauthenticationRequired:
            if request.method == "POST":
                return redirect(request.get_full_path())
            raise
        person = self.get_object(request, unquote(id))
        if person is None:
            raise Http404("No such account.")
        before = person.password
        response = super().user_change_password(request, id, form_url)
        person.refresh_from_db()
        if person.password != before:
            note_account(user=person, by=request.user, verb="set password", now=timezone.now())
        return response


@admin.register(Course)
class CourseAdmin(NotedAdmin):
    """A course comes from its files; here one sees its directors, and ends their part."""

    list_display = ["title", "edition", "language"]
    readonly_fields = ["slug", "title", "edition", "language", "licence", "about"]
    inlines = [DirectorInline]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Cohort)
class CohortAdmin(NotedAdmin):
    """A cohort. Once it is archived nothing of it is changed here either; a director reopens it.

    It stays in its course: quizzes, classes and reading would be of another one.
    """

    list_display = ["name", "course", "join_code", "joining", "is_study_open", "created_at"]
    list_filter = ["course", "joining"]
    search_fields = ["name", "join_code"]
    inlines = [LearnerInline, InstructorInline]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["course"] if obj else [])]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        noted = {"row": obj, "by": request.user, "now": timezone.now()}
        if not change:
            note_change(verb="create cohort", **noted)
        elif changed := [name for name in form.changed_data if form.initial[name] != form.cleaned_data[name]]:
            told = [name for name in changed if name != "join_code"]  # codes are not for the trail
            before = {name: form.initial[name] for name in told}
            after = {name: form.cleaned_data[name] for name in told}
            note_change(verb="change cohort", fields=changed, before=before, after=after, **noted)
            ring(obj.pk)

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
