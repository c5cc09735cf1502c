"""Every command there is: the register is filled by loading whatever declares one."""

import os
import pkgutil
from importlib import import_module
from pathlib import Path

NO_COMMANDS = frozenset({"cli", "config", "migrations", "simulation", "database"})
"""Packages whose modules declare no operation; migrations are loaded by Django alone."""


def registered_commands() -> frozenset[str]:
    """Return the name of every registered command, having loaded every module that may declare one. No database is asked."""
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
        django.setup()
    from kith.act.register import commands

    root = Path(__file__).parents[1]
    for module in pkgutil.walk_packages([str(root)], prefix="kith."):
        if not NO_COMMANDS & set(module.name.split(".")):
            import_module(module.name)
    return frozenset(name for name, _version in commands() if not name.startswith("test."))
