"""Room 5, people: users, licences, departments, hospitals, consent, sign-in."""
