"""Settings for migrations alone: the same as everywhere, with the role that owns the tables."""

from kith.config.settings import *  # noqa: F403  (a settings module is its names)
from kith.database.connection import database_settings
from kith.database.rendering import draw_less

DATABASES = {"default": database_settings("owner")}
draw_less()
