"""What can be asked for: options as texts, timing, recipes."""
