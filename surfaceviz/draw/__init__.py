"""A scene and an epoch become pixels."""
