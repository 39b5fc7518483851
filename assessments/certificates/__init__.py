"""Certificates as PDF: fonts for names in any script, and the page itself."""
