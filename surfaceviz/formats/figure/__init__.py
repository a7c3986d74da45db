"""Pictures of an epoch or a few: PNG, SVG, PDF."""
