"""What may stand in an address where a number or a word is expected; anything else is not found."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Number(IntConverter):
    """A number that every database can look for: Django's own reads thirty digits, and SQLite fails on them."""

    regex = "[0-9]{1,18}"


class Word(StringConverter):
    """One part of a path without control characters: PostgreSQL fails on NUL."""

    regex = r"[^/\x00-\x1f\x7f-\x9f]+"


register_converter(Number, "number")
register_converter(Word, "word")
