"""Journeys through the whole service in a real browser: given, when, then."""
