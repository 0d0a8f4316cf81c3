"""`python -m consilia` is `consilia`."""

from consilia.website.cli import main

main()
