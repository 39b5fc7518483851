"""Addresses of questions to the room."""

from django.urls import path

from delivery.views import asking, voting

urlpatterns = [
    path("classes/<int:pk>/ask/", asking.ask, name="ask"),
    path("room/<int:pk>/answer/", voting.answer, name="room-answer"),
    path("room/<int:pk>/screen/", asking.screen, name="room-screen"),
    path("room/<int:pk>/panel/", asking.panel, name="room-panel"),
    path("room/<int:pk>/do/<slug:verb>/", asking.do, name="room-do"),
]
