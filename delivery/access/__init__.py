"""The doors to classes. One module per area."""
