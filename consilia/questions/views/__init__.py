"""What an asker sees: the ask flow, the emergency page, the private page."""
