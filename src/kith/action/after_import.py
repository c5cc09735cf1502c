"""
What an import leaves to be done, from inside the operation that brings people in: one action for whoever answers for it.

To look people through, to compare what was corrected here with a newer record, to say who is recorded twice (P3: by rule).
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Act, Refusal
from kith.action.operations import NewAction, make
from kith.action.rules import ActionKind
from kith.caseload.operations import Listed, gather_intake, put_on_list
from kith.caseload.rules import CameBy
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.team.queries import MemberInfo, duty_lead_now, members, team_by_id
from kith.team.rules import add_service_days, end_of_service_day
from kith.web.words import plain_day

SERVICE_DAYS = 5
"""By the end of which service day from now the team lead has done what an import leaves to be done."""
TEAM_LEAD = "team-lead"


def bring_in(*, act: Act, team_id: UUID, person_ids: list[UUID], label: str) -> list[UUID]:
    """
    Put people from an import on a team's list, with one action for the team lead; return who was newly put on.

    Inside an operation; a fixed number of statements, however many people. Due at 5pm of the fifth service day from now.

    Raises:
        Refusal: as `put_on_list`, or when there is neither a team lead nor anybody on duty now to own the action.
    """
    listed = put_on_list(act=act, team_id=team_id, person_ids=person_ids, came_by=CameBy.IMPORT, intake_label=label)
    if listed.person_ids:
        _ask_to_look_through(act, team_id, listed)
    return listed.person_ids


def gather_in(*, act: Act, team_id: UUID, person_ids: list[UUID], label: str) -> list[UUID]:
    """
    Let people whom an import put on the list one by one be one intake, with one action for the team lead; return whose.

    Inside an operation; a fixed number of statements. Raises Refusal as `bring_in`.
    """
    gathered = gather_intake(act=act, team_id=team_id, person_ids=person_ids, label=label)
    if gathered.person_ids:
        _ask_to_look_through(act, team_id, gathered)
    return gathered.person_ids


def ask_to_compare(*, act: Act, team_id: UUID, owners: Mapping[UUID, UUID], due_at: datetime) -> list[UUID]:
    """
    Give each owner (a member of the team, by person) an action: compare what was corrected here with a newer record.

    Inside an operation; a fixed number of statements, however many people.
    """
    what = _("Compare what was corrected here with the newer record")
    rows = [
        NewAction(team_id, person_id, what, owner_id, due_at, ActionKind.IMPORT_REVIEW)
        for person_id, owner_id in owners.items()
    ]
    made = make(act=act, rows=rows)
    accounts = {member.id: member.account_id for member in members(team_id=team_id, at=act.at)}
    for row, action_id in zip(rows, made, strict=True):
        _tell(act, team_id, accounts.get(row.owner_id), action_id, row.person_id)
    return made


def ask_about_doubles(*, act: Act, team_id: UUID, number: int, alike_id: UUID) -> UUID:
    """
    Give the team lead (else whoever takes the duty) one action about the people of an import who may be recorded twice.

    Inside an operation. `number` counts those people, `alike_id` is the row that holds them.
    """
    words = ngettext(
        "%(n)s person of the import of %(day)s looks like somebody already here",
        "%(n)s people of the import of %(day)s look like somebody already here",
        number,
    ) % {"n": f"{number:,}", "day": plain_day(act.at)}
    return _ask_the_lead(act, team_id, words, ActionKind.DOUBLES, ("alike", alike_id))


def _ask_to_look_through(act: Act, team_id: UUID, listed: Listed) -> None:
    assert listed.intake_id is not None
    number = len(listed.person_ids)
    words = ngettext("%(n)s person to look through", "%(n)s people to look through", number) % {"n": f"{number:,}"}
    _ask_the_lead(act, team_id, words, ActionKind.LOOK_THROUGH, ("intake", listed.intake_id))


def _ask_the_lead(act: Act, team_id: UUID, words: str, kind: ActionKind, origin: tuple[str, UUID]) -> UUID:
    team, owner = team_by_id(team_id=team_id), _team_lead(act, team_id)
    due_day = add_service_days(local_day(act.at), SERVICE_DAYS, team.calendar)
    new = NewAction(
        team_id=team_id,
        person_id=None,
        what=words,
        owner_id=owner.id,
        due_at=end_of_service_day(due_day),
        kind=kind,
        origin_kind=origin[0],
        origin_id=origin[1],
    )
    [action_id] = make(act=act, rows=[new])
    _tell(act, team_id, owner.account_id, action_id, None)
    return action_id


def _team_lead(act: Act, team_id: UUID) -> MemberInfo:
    """Return the member with the role of team lead, else whoever takes the duty now."""
    there = members(team_id=team_id, at=act.at)
    lead = next((member for member in there if member.role == TEAM_LEAD), None)
    if lead is None:
        duty = duty_lead_now(team=team_by_id(team_id=team_id), at=act.at)
        lead = next((member for member in there if member.id == duty), None)
    if lead is None:
        raise Refusal(_("The team has no team lead, and nobody takes the duty now: add one, then import again."))
    return lead


def _tell(act: Act, team_id: UUID, account_id: UUID | None, action_id: UUID, person_id: UUID | None) -> None:
    """Tell somebody that work was given to them; nobody is told of their own act."""
    if account_id and account_id != act.account_id:
        act.add("message", Tell(team_id, account_id, "action given", "action", action_id, person_id))
