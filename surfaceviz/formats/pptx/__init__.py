"""Decks: slides with a film, in PowerPoint's format."""
