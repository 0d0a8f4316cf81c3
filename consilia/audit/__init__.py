"""Room 6, memory: what happened, append-only."""
