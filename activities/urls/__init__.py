"""Every address of activities, boards and ratings. Each area has its own list, with addresses from the root."""

from activities.urls import boards, guides, plans, ratings, runs

app_name = "activities"
urlpatterns = [*plans.urlpatterns, *guides.urlpatterns, *runs.urlpatterns, *boards.urlpatterns, *ratings.urlpatterns]
