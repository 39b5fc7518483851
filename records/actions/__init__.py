"""Changes to what is kept: archives, erasing people, the end of the time for which names are kept."""
