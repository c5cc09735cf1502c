"""Jobs of every day: each module has `run(at)`, called with the moment it runs."""
