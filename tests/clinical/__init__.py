"""Messages by writers who had not seen the rules, and what triage makes of them."""
