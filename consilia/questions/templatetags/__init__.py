"""Template tags of the questions room."""
