"""The doors to activities, runs, boards and ratings. One module per area."""
