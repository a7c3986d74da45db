"""Colours and type: the themes, your own from TOML, the colour maps."""
