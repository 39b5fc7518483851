"""Every address of live classes. Each area has its own list, with addresses from the root."""

from delivery.urls import classes, live, pages, questions

app_name = "delivery"
urlpatterns = [*classes.urlpatterns, *pages.urlpatterns, *questions.urlpatterns, *live.urlpatterns]
