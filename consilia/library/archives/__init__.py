"""Readers of archives: each turns one kind of file into records, and never stops at a broken one."""
