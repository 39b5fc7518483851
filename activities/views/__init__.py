"""Pages of activities. One module per area."""
