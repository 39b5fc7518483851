"""Addresses of joining and of cohorts."""

from django.urls import path

from courses.views import cohorts, groups, joining, learners, rosters, staff

app_name = "courses"
urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_name, name="join-name"),
    path("join/<str:code>/pin/", joining.join_pin, name="join-pin"),
    path("joined/", joining.joined, name="joined"),
    path("cohorts/<key:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<key:pk>/poster/", cohorts.poster, name="poster"),
    path("cohorts/<key:pk>/study/", cohorts.study, name="study"),
    path("courses/<slug:slug>/cohorts/new/", cohorts.cohort_new, name="cohort-new"),
    path("cohorts/<key:pk>/settings/", cohorts.cohort_settings, name="cohort-settings"),
    path("cohorts/<key:pk>/instructors/<key:seat_pk>/remove/", staff.instructor_remove, name="instructor-remove"),
    path("cohorts/<key:pk>/roster/", rosters.roster, name="roster"),
    path("cohorts/<key:pk>/roster/file/<str:kind>/", rosters.roster_file, name="roster-file"),
    path("cohorts/<key:pk>/roster/slips/", learners.slips, name="slips"),
    path("cohorts/<key:pk>/roster/learners/new/", learners.learner_add, name="learner-add"),
    path("cohorts/<key:pk>/roster/learners/<key:seat_pk>/", learners.learner, name="learner"),
    path("cohorts/<key:pk>/roster/learners/<key:seat_pk>/remove/", learners.learner_remove, name="learner-remove"),
    path("cohorts/<key:pk>/roster/imports/<key:import_pk>/", rosters.roster_import, name="roster-import"),
    path("cohorts/<key:pk>/roster/imports/<key:import_pk>/confirm/", rosters.roster_confirm, name="roster-confirm"),
    path("cohorts/<key:pk>/roster/imports/<key:import_pk>/discard/", rosters.roster_discard, name="roster-discard"),
    path("cohorts/<key:pk>/roster/imports/<key:import_pk>/undo/", rosters.roster_undo, name="roster-undo"),
    path("cohorts/<key:pk>/groups/", groups.groups, name="groups"),
    path("cohorts/<key:pk>/groups/divide/", groups.divide, name="groups-divide"),
    path("cohorts/<key:pk>/groups/<key:group_pk>/name/", groups.rename, name="group-rename"),
    path("cohorts/<key:pk>/groups/<key:group_pk>/remove/", groups.remove, name="group-remove"),
    path("cohorts/<key:pk>/learners/<key:seat_pk>/group/", groups.move, name="group-move"),
    path("cohorts/<key:pk>/locked/", staff.locked, name="locked"),
    path("cohorts/<key:pk>/learners/<key:seat_pk>/unlock/", staff.unlock, name="unlock"),
    path("staff/", staff.staff, name="staff"),
    path("staff/new/", staff.staff_new, name="staff-new"),
    path("staff/<key:pk>/", staff.staff_person, name="staff-person"),
    path("staff/<key:pk>/link/", staff.staff_link, name="staff-link"),
    path("staff/<key:pk>/do/", staff.staff_do, name="staff-do"),
    path("cohorts/<key:pk>/learners/<key:seat_pk>/pin/", cohorts.new_pin, name="new-pin"),
]
