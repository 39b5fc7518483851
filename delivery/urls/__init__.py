"""Every address of live classes. Each area has its own list, with addresses from the root."""

from delivery.urls import classes, live, questions

app_name = "delivery"
urlpatterns = [*classes.urlpatterns, *questions.urlpatterns, *live.urlpatterns]
