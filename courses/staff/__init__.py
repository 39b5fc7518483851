"""Appointing staff and mending how they sign in, each noted in the trail."""
