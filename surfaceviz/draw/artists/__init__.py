"""What panels are drawn of: axes, paths, the box, the surface."""
