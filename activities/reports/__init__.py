"""Rows gathered for pages of activities. One module per area."""
