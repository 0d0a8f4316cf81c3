"""Consilia: an open-source ask-a-doctor service."""
