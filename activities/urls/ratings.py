"""Addresses of ratings of briefings."""

from django.urls import path

from activities.views import guests, ratings

urlpatterns = [
    path("runs/<int:pk>/ratings/", ratings.ratings, name="ratings"),
    path("runs/<int:pk>/ratings/table.csv", ratings.ratings_file, name="ratings-file"),
    path("runs/<int:pk>/guests/", ratings.guests, name="guests"),
    path("runs/<int:pk>/guests/slips/", ratings.guest_slips, name="guest-slips"),
    path("runs/<int:pk>/rate/", ratings.rate_list, name="rate"),
    path("runs/<int:pk>/rate/<int:group_pk>/", ratings.rate_group, name="rate-group"),
    path("rate/", guests.guest_code, name="guest-code"),
    path("rate/<str:code>/", guests.guest, name="guest"),
    path("rate/<str:code>/<int:group_pk>/", guests.guest_group, name="guest-group"),
]
