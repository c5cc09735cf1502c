"""Jobs of every minute: each module has `run(at)`, called with the moment it runs."""
