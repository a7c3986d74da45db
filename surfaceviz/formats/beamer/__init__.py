"""A film as pictures that lie above one another, for LaTeX to play."""
