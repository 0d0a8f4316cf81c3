"""Room 4, public: all that a stranger reads."""
