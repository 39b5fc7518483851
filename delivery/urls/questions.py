"""Addresses of questions to the room."""

from django.urls import path

from delivery.views import asking, voting

urlpatterns = [
    path("classes/<key:pk>/ask/", asking.ask, name="ask"),
    path("room/<key:pk>/answer/", voting.answer, name="room-answer"),
    path("room/<key:pk>/screen/", asking.screen, name="room-screen"),
    path("room/<key:pk>/panel/", asking.panel, name="room-panel"),
    path("room/<key:pk>/do/<slug:verb>/", asking.do, name="room-do"),
]
