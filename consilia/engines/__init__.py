"""The engines: they think, and know nothing of Django, settings, the clock or the network."""
