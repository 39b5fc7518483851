"""Addresses of boards."""

from django.urls import path

from activities.views import boards

urlpatterns = [
    path("boards/<int:pk>/", boards.board, name="board"),
    path("boards/<int:pk>/screen/", boards.board_screen, name="board-screen"),
    path("boards/<int:pk>/table.csv", boards.board_file, name="board-file"),
    path("boards/<int:pk>/entries/", boards.entry_add, name="entry-add"),
    path("boards/<int:pk>/entries/<int:entry_pk>/", boards.entry, name="entry"),
    path("boards/<int:pk>/entries/<int:entry_pk>/<slug:verb>/", boards.entry_do, name="entry-do"),
    path("boards/<int:pk>/do/<slug:verb>/", boards.board_do, name="board-do"),
]
