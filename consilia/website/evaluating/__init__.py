"""Measuring what ships on an operator's own data; results are numbers, and nothing of a record is kept."""
