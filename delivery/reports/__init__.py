"""Rows gathered for pages of live classes. One module per area."""
