"""Room 3, private: from asking to publication."""
