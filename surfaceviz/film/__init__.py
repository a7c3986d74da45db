"""A scene becomes files: every frame is drawn once, all formats encode at once."""
