"""Changes to classes. One module per area."""
