"""Settings for `kith doctor` alone: the same as everywhere, with the role that reads everything and writes nothing."""

from kith.config.settings import *  # noqa: F403  (a settings module is its names)
from kith.database.connection import database_settings

DATABASES = {"default": database_settings("backup")}
