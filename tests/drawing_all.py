"""Settings for migrations as Django runs them by itself, drawing every related model anew: what `owner` is held against."""

from kith.config.settings import *  # noqa: F403  (a settings module is its names)
from kith.database.connection import database_settings

DATABASES = {"default": database_settings("owner")}
