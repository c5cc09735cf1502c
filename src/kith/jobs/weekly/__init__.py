"""Jobs of every week: each module has `run(at)`, called with the moment it runs."""
