"""The page: the film's picture, recomputed in a browser as one plays with it."""
