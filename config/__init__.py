"""The project: settings, addresses and the server's entry points."""
