"""
Name the home of the tests, `.kith-tests`, where neither a home nor a server was given.

Loaded by pytest before the settings are read (`-p` in pyproject.toml), because these name the server; nothing else loads it.
"""

import os

from kith.database.connection import is_embedded
from kith.database.home import home
from kith.database.templates import HOME_OF_TESTS

if is_embedded() and "KITH_HOME" not in os.environ:
    os.environ["KITH_HOME"] = str(home().with_name(HOME_OF_TESTS))
