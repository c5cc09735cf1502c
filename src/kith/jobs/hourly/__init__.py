"""Jobs of every hour: each module has `run(at)`, called with the moment it runs."""
