"""What keeps an installation alive: backups, health, logs, and a doctor who says what is wrong."""
