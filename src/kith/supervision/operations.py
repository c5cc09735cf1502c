"""
The only writers of supervision: who supervises whom, notes and what is written under them, looks, sessions.

What comes to the queues by itself is gathered in `gathering`. Nothing here changes what was decided: it is talked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, ids, operation
from kith.action.operations import NewAction, make
from kith.action.rules import ActionKind
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.supervision import queries
from kith.supervision.models import Line, Note, Reply, Session
from kith.supervision.queries import LineRow, NoteRow
from kith.supervision.rules import About, Closed
from kith.team.queries import MemberInfo, members, sight_of_team
from kith.team.rules import end_of_service_day

LONGEST = 4_000
"""Characters of a note, an answer, what was talked about."""
LONGEST_ACTION = 300
MOST_AGREED = 5
FURTHEST = timedelta(days=366)
ANSWER, CAME_OF_IT = "answer", "came of it"


@operation("supervision.assign", sight=sight_of_team)
def assign(*, act: Act, team_id: UUID, account_id: UUID, supervisor_id: UUID | None) -> UUID:
    """
    Say who supervises a member from now on; None: whoever is clinical supervisor of the team, as for all without a row.

    Raises:
        Refusal: for somebody who is not on the team, oneself as supervisor, or when nothing changes.
    """
    there = {one.account_id for one in members(team_id=team_id, at=act.at)}
    if account_id not in there or (supervisor_id and supervisor_id not in there):
        raise Refusal(_("Choose members of the team."), field="supervisor")
    if account_id == supervisor_id:
        raise Refusal(_("Nobody supervises themselves: choose somebody else."), field="supervisor")
    ended = _write(
        "update supervision_pair set during = tstzrange(lower(during), %s), act_id = %s"
        " where team_id = %s and account_id = %s and during @> %s and lower(during) < %s",
        [act.at, act.id, team_id, account_id, act.at, act.at],
    )
    if supervisor_id:
        _write(
            "insert into supervision_pair (id, team_id, account_id, supervisor_id, during, act_id)"
            " values (%s, %s, %s, %s, tstzrange(%s, null), %s)",
            [ids.new(), team_id, account_id, supervisor_id, act.at, act.id],
        )
    elif not ended:
        raise Refusal(_("The clinical supervisor does this already."), field="supervisor")
    act.add("message", Tell(team_id, account_id, "supervisor", "supervision", account_id))
    if supervisor_id:
        act.add("message", Tell(team_id, supervisor_id, "supervises", "supervision", account_id))
    return account_id


@operation("supervision.note", sight=queries.sight_of_supervised)
def note(*, act: Act, team_id: UUID, account_id: UUID, about: str, thing_id: UUID, words: str) -> UUID:
    """
    Write a note to a member about an escalation, what was not escalated, a proposal or a person's case; return its id.

    The member is told and can answer; nobody else sees it.

    Raises:
        Refusal: without words, over 4,000 characters, or about something else. NotVisible: for what is not of this team.
    """
    if about not in list(About) or about == About.DECISION:
        raise Refusal(_("Choose what the note is about."), field="about")
    found = queries.decision(about=About(about), thing_id=thing_id)
    if found.team_id != team_id:
        raise NotVisible
    return _note(act, team_id, account_id, found.person_id, About(about), thing_id, words)


@operation("supervision.note_line", sight=queries.sight_of_line)
def note_line(*, act: Act, line_id: UUID, version: int, words: str) -> UUID:
    """
    Write a note to the member about a line of the queue, and close the line with it; return the note.

    Raises:
        NotAllowed: for anybody but who supervises the member. Refusal: without words. Stale: when it is closed.
    """
    row = _as_waiting(act, version)
    key = _note(act, row.team_id, row.account_id, row.person_id, *_about(row), words, line_id=row.id)
    _close(act, row, Closed.NOTE)
    return key


@operation("supervision.look", sight=queries.sight_of_line)
def look(*, act: Act, line_id: UUID, version: int) -> UUID:
    """Close a line: looked at, nothing to add. Raises as `note_line`; the member sees it among their own."""
    row = _as_waiting(act, version)
    _close(act, row, Closed.LOOKED)
    return row.id


@operation("supervision.reply", sight=queries.sight_of_note)
def reply(*, act: Act, note_id: UUID, words: str, kind: str = ANSWER) -> UUID:
    """
    Write under a note: an answer, or what came of it. Either of the two; the other is told. Nothing is changed afterwards.

    Raises:
        Refusal: without words, over 4,000 characters, or for another kind.
    """
    row: NoteRow = act.thing.row["note"]
    if kind not in (ANSWER, CAME_OF_IT):
        raise Refusal(_("Choose whether this answers, or says what came of it."), field="kind")
    said = _words(words, "words", _("Write your answer."))
    key = ids.new()
    Reply(id=key, note_id=row.id, by_id=act.account_id, kind=kind, words=said, made_at=act.at, act_id=act.id).save(
        force_insert=True
    )
    other = row.by_id if act.account_id == row.account_id else row.account_id
    act.add("message", Tell(row.team_id, other, "supervision answered", "supervision note", row.id))
    return key


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action agreed in a session: what, by whom (the member, else the supervisor), by which day."""

    what: str
    is_members: bool
    due_on: date


@operation("supervision.hold_session", sight=queries.sight_of_supervised)
def hold_session(
    *,
    act: Act,
    team_id: UUID,
    account_id: UUID,
    said: str,
    next_on: date,
    line_ids: Sequence[UUID] = (),
    note_ids: Sequence[UUID] = (),
    agreed: Sequence[Agreed] = (),
) -> UUID:
    """
    Keep a session with a member: what was talked about, which lines (they close) and notes, what was agreed, the next day.

    What was agreed becomes work of the member or the supervisor, who were both there (P3); the team sees it as any work.

    Raises:
        Refusal: without words, for a next day that is not ahead or over a year off, more than five actions, an action
            without words or with a day that is past, or a line or note that is not one of this member's that wait.
    """
    said = _words(said, "said", _("Write what you talked about."))
    today = local_day(act.at)
    if not today < next_on <= today + FURTHEST:
        raise Refusal(_("Choose a day from tomorrow to a year ahead."), field="next_on")
    key = ids.new()
    lines = _lines_of(team_id, account_id, line_ids)
    known = {one.id for one in queries.notes(with_account=account_id)} if note_ids else set()
    if not known.issuperset(note_ids):
        raise Refusal(_("Choose notes to this member."), field="notes")
    Session(
        id=key, team_id=team_id, account_id=account_id, by_id=act.account_id, held_at=act.at, said=said,
        notes=list(note_ids), next_on=next_on, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    for row in lines:
        _close(act, row, Closed.SESSION, session_id=key)
    _agree(act, team_id, account_id, key, agreed)
    act.add("message", Tell(team_id, account_id, "supervision session", "supervision", key))
    return key


def _lines_of(team_id: UUID, account_id: UUID, line_ids: Sequence[UUID]) -> list[LineRow]:
    if not line_ids:
        return []
    waiting = {one.id: one for one in queries.queue(account_id=account_id, team_id=team_id) if one.kind}
    if not set(line_ids) <= waiting.keys():
        raise Stale(_("One of the lines is closed meanwhile: look at them again."))
    return [waiting[one] for one in dict.fromkeys(line_ids)]


def _agree(act: Act, team_id: UUID, account_id: UUID, session_id: UUID, agreed: Sequence[Agreed]) -> None:
    if not agreed:
        return
    if len(agreed) > MOST_AGREED:
        raise Refusal(_("Agree on at most five actions: the rest in the next session."), field="what_1")
    there = members(team_id=team_id, at=act.at)
    rows = []
    for number, one in enumerate(agreed, start=1):
        owner = _member(there, account_id if one.is_members else act.account_id)
        what = tidy(one.what)
        if not what or len(what) > LONGEST_ACTION:
            raise Refusal(_("Say in a sentence what has to be done."), field=f"what_{number}")
        if one.due_on < local_day(act.at):
            raise Refusal(_("Choose a day that is not past."), field=f"due_{number}")
        due = end_of_service_day(one.due_on)
        rows.append(
            NewAction(
                team_id,
                None,
                what,
                owner.id,
                due,
                ActionKind.SUPERVISION,
                origin_kind="supervision",
                origin_id=session_id,
            )
        )
    make(act=act, rows=rows)


def _member(there: Sequence[MemberInfo], account_id: UUID) -> MemberInfo:
    own = [one for one in there if one.account_id == account_id]
    if not own:
        raise Refusal(_("They are not on the team any more: agree on actions of your own."), field="owner_1")
    return own[0]


def _about(row: LineRow) -> tuple[About, UUID]:
    if row.thing_kind in (About.ESCALATION, About.PROPOSAL):
        return About(row.thing_kind), row.thing_id
    return About.DECISION, row.source_id


def _note(
    act: Act, team_id: UUID, account_id: UUID, person_id: UUID | None, about: About, thing_id: UUID, words: str,
    line_id: UUID | None = None,
) -> UUID:  # fmt: skip
    said = _words(words, "words", _("Write what you want to say."))
    key = ids.new()
    Note(
        id=key, team_id=team_id, person_id=person_id, account_id=account_id, by_id=act.account_id, about=about,
        thing_id=thing_id, line_id=line_id, words=said, made_at=act.at, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    act.add("message", Tell(team_id, account_id, "supervision note", "supervision note", key))
    return key


def _as_waiting(act: Act, version: int) -> LineRow:
    """Return the line as loaded, if the actor supervises its member and nobody has closed it since."""
    row: LineRow = act.thing.row["line"]
    if not row.is_mine:
        raise NotAllowed(_("Only whoever supervises a member looks at their decisions."), rule="P7")
    if row.version != version or row.closed_how:
        raise Stale(_("This was looked at meanwhile."), extra=row)
    return row


def _close(act: Act, row: LineRow, how: Closed, session_id: UUID | None = None) -> None:
    changed = Line.objects.filter(id=row.id, version=row.version).update(
        closed_at=act.at, closed_by_id=act.account_id, closed_how=how, session_id=session_id, version=F("version") + 1,
        act_id=act.id,
    )  # fmt: skip
    if changed != 1:
        raise Stale(_("This was looked at meanwhile."), extra=row)


def _words(text: str, field: str, missing: str) -> str:
    words = "\n".join(filter(None, (tidy(one) for one in text.splitlines())))
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Use at most %(number)d characters.") % {"number": LONGEST}, field=field)
    return words


def _write(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
