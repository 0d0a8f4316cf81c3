"""Other systems are told that something happened: what is sent, to where it may go, and what becomes of it."""
