"""Every address of records: the trail of changes, archives, and what is kept of people."""

from django.urls import path

from records.views import archives, people, trail

app_name = "records"
urlpatterns = [
    path("cohorts/<key:pk>/trail/", trail.cohort_trail, name="cohort-trail"),
    path("cohorts/<key:pk>/trail/file/<str:kind>/", trail.cohort_trail_file, name="cohort-trail-file"),
    path("courses/<slug:slug>/trail/", trail.course_trail, name="course-trail"),
    path("courses/<slug:slug>/trail/file/<str:kind>/", trail.course_trail_file, name="course-trail-file"),
    path("staff/<key:pk>/trail/", trail.account_trail, name="account-trail"),
    path("archived/", archives.archives, name="archives"),
    path("cohorts/<key:pk>/archive/", archives.cohort_archive, name="cohort-archive"),
    path("cohorts/<key:pk>/reopen/", archives.cohort_reopen, name="cohort-reopen"),
    path("courses/<slug:slug>/records/", archives.retention, name="retention"),
    path("cohorts/<key:pk>/roster/learners/<key:seat_pk>/erase/", people.erase, name="erase"),
    path("my-data/", people.own_data, name="own-data"),
    path("my-data/file/", people.own_data_file, name="own-data-file"),
]
