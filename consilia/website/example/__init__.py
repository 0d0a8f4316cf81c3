"""The example service: people, answered questions and a waiting queue, written for this project (CC0-1.0)."""
