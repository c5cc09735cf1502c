"""The list of a meeting as it is proposed, until somebody confirms it: worked out anew from the record, moves by hand kept."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, ids
from kith.action.passing import due_because
from kith.database.planned import planned
from kith.preparation.candidates import Found, candidates
from kith.preparation.cases import bring_questions, drop
from kith.preparation.models import Case, Meeting
from kith.preparation.queries import MeetingRow, cases_of, stored_reasons
from kith.preparation.rules import PUT_BY_HAND, Candidate, CaseState, Placed, case_list
from kith.preparation.waiting import due_elsewhere

_FIELDS = [
    "place",
    "is_above",
    "reasons",
    "is_owed",
    "was_left_out",
    "state",
    "outcome",
    "settled_at",
    "taken_off_by",
    "version",
    "act",
]


@dataclass(frozen=True, slots=True)
class _Here:
    """The cases that a meeting has already, by person or matter."""

    rows: dict[UUID, Case]

    @property
    def moved(self) -> dict[UUID, bool]:
        """Who was pulled up by hand, or down for another."""
        return {
            key: one.is_above for key, one in self.rows.items() if one.moved_because and one.state == CaseState.LISTED
        }


def propose(act: Act, meeting: MeetingRow) -> None:
    """
    Work out the list of a meeting that nobody has confirmed. Inside an operation of Kith that holds the meeting; at most sixteen
    statements.

    Whom nothing brings any more leaves it, whom somebody moved by hand stays where they were moved to, and whom somebody took off
    it stays off.
    """
    found = candidates(meeting=meeting, at=act.at)
    here = _Here({one.person_id or one.matter_id: one for one in Case.objects.filter(meeting_id=meeting.id)})  # type: ignore[misc]  # one of both, by constraint
    wanted = [one for one in found.candidates if not _stays_off(here.rows.get(one.key), one)]
    placed = case_list(wanted, meeting.size, here.moved)
    changed = [row for one in placed if (row := here.rows.get(one.key)) and _takes(row, one)]
    gone = _gone(here, {one.key for one in placed}, len(placed), act)
    for row in [*changed, *gone]:
        row.version, row.act_id = row.version + 1, act.id
    if changed or gone:
        Case.objects.bulk_update([*changed, *gone], _FIELDS)
    new = [_case(act, meeting, found, one) for one in placed if one.key not in here.rows]
    Case.objects.bulk_create(new)
    if came := {one.carried_from_id: one.id for one in new if one.carried_from_id in found.unspoken}:
        bring_questions(act, came)
    is_other = int(bool(new or gone or any(one.is_above for one in changed)))
    version = F("version") + is_other
    Meeting.objects.filter(id=meeting.id).update(proposed_at=act.at, version=version, act_id=act.id)
    if elsewhere := due_elsewhere(team_id=meeting.team_id, begins_at=meeting.begins_at):
        why = _("The team meets then")
        due_because(act=act, team_id=meeting.team_id, action_ids=elsewhere, due_at=meeting.begins_at, why=why)
    act.concerns(*(one.person_id for one in new), meeting_id=meeting.id)


def drop_gone(act: Act, meeting: MeetingRow) -> None:
    """Take those off a list who have died or are on the team's list no longer, and say so. Inside an operation of Kith."""
    listed = {one.id: one for one in cases_of(meeting_id=meeting.id) if one.state is CaseState.LISTED}
    for case_id, is_dead in gone_from(meeting.id):
        if one := listed.get(case_id):
            drop(act=act, case=one, because=_("died") if is_dead else _("on the team’s list no longer"))
            act.concerns(one.person_id)


def gone_from(meeting_id: UUID) -> list[tuple[UUID, bool]]:
    """Return the cases of a meeting whose people have died (True) or are on the team's list no longer. One statement."""
    sql = f"{GONE.format(what='c.id, x.is_dead')} and c.meeting_id = %s order by c.id"
    return [(key, is_dead) for key, is_dead in planned(sql, [meeting_id])]


GONE = """
select {what} from preparation_case c join person_person x on x.id = c.person_id
 where c.state = 'listed' and (x.is_dead or not exists (
       select 1 from caseload_listentry e where e.team_id = c.team_id and e.person_id = c.person_id and e.state <> 'ended'))
"""


def _stays_off(row: Case | None, one: Candidate) -> bool:
    """Return whether somebody took them off this list, and neither a member nor a huddle has put them there since."""
    if row is None or row.taken_off_by_id is None or row.settled_at is None:
        return False
    taken_at = row.settled_at
    return not any(reason.code in PUT_BY_HAND and reason.since and reason.since > taken_at for reason in one.reasons)


def _takes(row: Case, one: Placed) -> bool:
    """Let a case say what is proposed of it now; return whether it says something else."""
    now = {
        "place": one.place, "is_above": one.is_above, "reasons": stored_reasons(one.reasons), "is_owed": one.is_owed,
        "was_left_out": one.was_left_out, "state": CaseState.LISTED, "outcome": "", "settled_at": None,
        "taken_off_by_id": None,
    }  # fmt: skip
    if all(getattr(row, name) == value for name, value in now.items()):
        return False
    for name, value in now.items():
        setattr(row, name, value)
    return True


def _gone(here: _Here, listed: set[UUID], number: int, act: Act) -> list[Case]:
    rows = [one for key, one in here.rows.items() if key not in listed and one.state == CaseState.LISTED]
    for place, row in enumerate(sorted(rows, key=lambda one: one.place), start=number + 1):
        row.place, row.is_above = place, False
        row.state, row.outcome, row.settled_at = CaseState.DROPPED, _("nothing brings them any more"), act.at
    return rows


def _case(act: Act, meeting: MeetingRow, found: Found, one: Placed) -> Case:
    is_matter = one.key in found.matters
    before, owner = found.before.get(one.key, (None, None))
    return Case(
        id=ids.new(), team_id=meeting.team_id, meeting_id=meeting.id, person_id=None if is_matter else one.key,
        matter_id=one.key if is_matter else None, place=one.place, is_above=one.is_above,
        reasons=stored_reasons(one.reasons), is_owed=one.is_owed, was_left_out=one.was_left_out, carried_from_id=before,
        preparer_id=owner if is_matter else None, act_id=act.id,
    )  # fmt: skip
