"""Pages of live classes, and the start page. One module per area."""
