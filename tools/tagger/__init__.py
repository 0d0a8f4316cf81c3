"""Builds the sequence model that masking asks where its rules have no cue; see README.md."""
