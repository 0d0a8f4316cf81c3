"""Builds the sentence encoder that ships with the package; see README.md."""
