"""Who may listen to live events: the session's own rules and seats, asked outside any request."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from kith.access import announcing
from kith.access.queries import sessions_that_stand, viewer
from kith.access.rules import KITH_ACCOUNT
from kith.access.session import room_of, signed_in
from kith.act.clock import now
from kith.act.context import set_context
from kith.act.refusals import NotVisible
from kith.database.connection import database_url
from kith.team.queries import team_by_slug
from kith.web.live import Gate, Listener


def admit(session_key: str, slug: str) -> Listener | int:
    """
    Return who a session is on a team's page, by the rules of every page: idle, agreed, role held, seat on the team.

    A room's screen hears its own team alone.
    401 for a stranger, 404 for a team that they have no seat on, and for one that is not there.
    """
    with transaction.atomic():
        at, session = now(), SessionStore(session_key)
        room = room_of(session, at)
        known = room or signed_in(session, at)
        if known is None or (room and room.slug != slug):
            return 401
        set_context(account_id=UUID(known.account_id), role=known.role, at=at)
        who = viewer(account_id=UUID(known.account_id), role=known.role)
        if who is None or not (who.agreed and who.role):
            return 401
        try:
            team = team_by_slug(slug=slug, viewer=who)
        except NotVisible:
            return 404
        return Listener(session_key, who.account_id, team.id, frozenset({team.id}) if room else who.teams)


def recheck(listeners: Collection[Listener]) -> Mapping[tuple[str, UUID], frozenset[UUID]]:
    """
    Return the teams of every session and account among these that still stand. One statement after the context.

    Asked as Kith itself, which sees the seats of everybody.
    """
    asked = {(one.session_key, one.account_id) for one in listeners}
    with transaction.atomic():
        at = now()
        set_context(account_id=UUID(KITH_ACCOUNT), role="kith", at=at)
        rows = sessions_that_stand(asked)
    found = {}
    for row in rows:
        session = SessionStore().decode(row.data)
        room = room_of(session, at)
        known = room or signed_in(session, at)
        if known and known.account_id == str(row.account_id) and known.role in row.roles:
            found[row.session_key, row.account_id] = row.teams & {UUID(room.team_id)} if room else row.teams
    return found


def gate() -> Gate:
    """Return what the streams ask of the house."""
    return Gate(
        admit=admit,
        recheck=recheck,
        say_listening=announcing.say_listening,
        stop_listening=announcing.stop_listening,
        release=_release,
        address=_address,
        channel=announcing.CHANNEL,
    )


def _release() -> None:
    """Give this thread's connection back to the pool."""
    connection.close()


def _address() -> str:
    """The database of Django's own connection, which tests point at a clone."""
    return database_url("app", connection.settings_dict["NAME"])
