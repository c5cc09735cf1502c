"""The writer of one row of a sheet of staff: an account without a password, and its membership of a team."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.access.operations import make_account
from kith.access.queries import account_for_sign_in
from kith.act import Act, Refusal, operation
from kith.person.rules import same_letters, tidy
from kith.place.rules import at_local
from kith.sharing.sheets_cells import StaffRow
from kith.sharing.sheets_people import PossibleDuplicate, RowDone
from kith.sharing.sheets_queries import Membership, has_namesake, membership_in_role
from kith.team import operations as teams
from kith.team.queries import sight_of_team


@operation("sharing.take_staff_row", sight=sight_of_team)
def take_staff_row(*, act: Act, team_id: UUID, row: StaffRow) -> RowDone:
    """
    Take in one row of a sheet: make an account if there is none, and let it be on the team as the row says.

    The account has no password until one is set. A membership that stands is ended by `until`, and else left as it is.

    Raises:
        PossibleDuplicate: for a new username whose name is that of another account, unless the row says it is new.
        Refusal: for a username of somebody else or of an account that has ended; as `team.add_member` and
            `team.end_membership`; for another tier or number of sessions than the team has set.
    """
    account_id, is_made = _account(act, row)
    since = at_local(row.since, time()) if row.since else None
    until = at_local(row.until + timedelta(days=1), time()) if row.until else None
    held = membership_in_role(team_id=team_id, account_id=account_id, role=row.role, since=since or act.at)
    if held is None:
        teams.add_member(
            act=act,
            team_id=team_id,
            account_id=account_id,
            role=row.role,
            tier=row.tier,
            sessions=row.sessions,
            since=since,
            until=until,
        )
        return RowDone("created" if is_made else "updated", act.at, account_id, [])
    changed = _ended(act, held, row, until)
    return RowDone("updated" if changed else "unchanged", act.at, account_id, [])


def _account(act: Act, row: StaffRow) -> tuple[UUID, bool]:
    """Return the account of a row, and whether it was made for it."""
    account = account_for_sign_in(username=row.username)
    if account is None:
        if row.known_already != "no" and has_namesake(name=tidy(row.name)):
            raise PossibleDuplicate(
                _("There is an account of this name already, with another username."), field="username"
            )
        return make_account(act=act, username=row.username, name=tidy(row.name), password=None), True
    if account.ended_at:
        raise Refusal(_("The account with this username has ended: choose another username."), field="username")
    if not same_letters(account.name, row.name):
        raise Refusal(_("This username is that of somebody with another name."), field="username")
    return account.id, False


def _ended(act: Act, held: Membership, row: StaffRow, until: datetime | None) -> bool:
    """End a membership that stands as the row says; return whether anything changed."""
    for column, now, then in (("tier", held.tier, row.tier), ("sessions", held.sessions, row.sessions)):
        if now != then:
            raise Refusal(
                _("The team has set this otherwise: end the membership with until, and begin another with since."),
                field=column,
            )
    if until is None or until == held.until:
        return False
    if held.until is not None and until > held.until:
        raise Refusal(_("This membership ends earlier already: begin another with since."), field="until")
    teams.end_membership(act=act, member_id=held.id, until=until)
    return True
