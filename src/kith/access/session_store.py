"""Where sessions are kept: Django's table, except that a database that is away is not mistaken for a session that ended."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as Rows
from django.db import InterfaceError, OperationalError


class SessionStore(Rows):
    """Sessions in the database. Django looks for this name in the module that SESSION_ENGINE names."""

    def save(self, must_create: bool = False) -> None:
        """
        Store the session.

        Raises:
            OperationalError, InterfaceError: when the database is away; Django would say that the session was deleted, and
                the client would be told that its request is wrong (tests/crash/).
            UpdateError: when the session ended meanwhile.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from error.__context__.__cause__
            raise
