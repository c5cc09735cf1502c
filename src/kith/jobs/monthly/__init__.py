"""Jobs of every month: each module has `run(at)`, called with the moment it runs."""
