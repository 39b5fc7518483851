"""Who may open which address, as one table, held to the URL configuration."""
