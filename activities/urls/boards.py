"""Addresses of boards."""

from django.urls import path

from activities.views import boards

urlpatterns = [
    path("boards/<key:pk>/", boards.board, name="board"),
    path("boards/<key:pk>/screen/", boards.board_screen, name="board-screen"),
    path("boards/<key:pk>/table.csv", boards.board_file, name="board-file"),
    path("boards/<key:pk>/entries/", boards.entry_add, name="entry-add"),
    path("boards/<key:pk>/entries/<key:entry_pk>/", boards.entry, name="entry"),
    path("boards/<key:pk>/entries/<key:entry_pk>/<slug:verb>/", boards.entry_do, name="entry-do"),
    path("boards/<key:pk>/do/<slug:verb>/", boards.board_do, name="board-do"),
]
