"""Forms of activities. One module per area."""
