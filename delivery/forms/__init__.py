"""Forms of live classes. One module per area."""
