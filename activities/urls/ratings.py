"""Addresses of ratings of briefings."""

from django.urls import path

from activities.views import guests, ratings

urlpatterns = [
    path("runs/<key:pk>/ratings/", ratings.ratings, name="ratings"),
    path("runs/<key:pk>/ratings/table.csv", ratings.ratings_file, name="ratings-file"),
    path("runs/<key:pk>/guests/", ratings.guests, name="guests"),
    path("runs/<key:pk>/guests/slips/", ratings.guest_slips, name="guest-slips"),
    path("runs/<key:pk>/rate/", ratings.rate_list, name="rate"),
    path("runs/<key:pk>/rate/<key:group_pk>/", ratings.rate_group, name="rate-group"),
    path("rate/", guests.guest_code, name="guest-code"),
    path("rate/<str:code>/", guests.guest, name="guest"),
    path("rate/<str:code>/<key:group_pk>/", guests.guest_group, name="guest-group"),
]
