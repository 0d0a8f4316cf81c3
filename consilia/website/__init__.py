"""Room 1, the shell: settings, addresses, health, base templates, the command line."""
