"""Changes to runs of activities, boards and ratings. One module per area."""
