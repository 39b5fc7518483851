"""Addresses of joining and of cohorts."""

from django.urls import path

from courses.views import cohorts, groups, joining

app_name = "courses"
urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_name, name="join-name"),
    path("join/<str:code>/pin/", joining.join_pin, name="join-pin"),
    path("joined/", joining.joined, name="joined"),
    path("cohorts/<int:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<int:pk>/poster/", cohorts.poster, name="poster"),
    path("cohorts/<int:pk>/study/", cohorts.study, name="study"),
    path("cohorts/<int:pk>/groups/", groups.groups, name="groups"),
    path("cohorts/<int:pk>/groups/divide/", groups.divide, name="groups-divide"),
    path("cohorts/<int:pk>/groups/<int:group_pk>/name/", groups.rename, name="group-rename"),
    path("cohorts/<int:pk>/groups/<int:group_pk>/remove/", groups.remove, name="group-remove"),
    path("cohorts/<int:pk>/learners/<int:seat_pk>/group/", groups.move, name="group-move"),
    path("cohorts/<int:pk>/learners/<int:seat_pk>/pin/", cohorts.new_pin, name="new-pin"),
]
