"""Every address of activities, boards and ratings. Each area has its own list, with addresses from the root."""

from activities.urls import boards, plans, ratings, runs

app_name = "activities"
urlpatterns = [*plans.urlpatterns, *runs.urlpatterns, *boards.urlpatterns, *ratings.urlpatterns]
