"""`python -m consilia` is `consilia`."""

from consilia.website.cli import main

# A process that this one starts for other rules (`consilia rules diff`) reads this file too, and must run nothing.
if __name__ == "__main__":
    main()
