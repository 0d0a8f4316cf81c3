"""A doctor's words in a template: set with their few marks, or without them."""

from django import template

from consilia.library.formatting import formatted, plain

register = template.Library()
register.filter("formatted", formatted)
register.filter("plain", plain)
