"""Views of the accounts room: the way in, one's own sign-in and security, the operator's people."""
