"""Settings, addresses, menus, and the wiring of seams: the only place that knows every package."""
