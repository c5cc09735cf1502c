"""
The only writers of proposals: sending one, asking and answering about it, approving, refusing and taking it back; the clock
moves it on (`move_on`).

Sent is the very command that was refused. It is tried at once and undone, so that what would be refused anyway is refused to
whoever proposes it. Approving runs exactly what was kept, in the name of whoever approves, unless what it rests on moved; or
what they put in its place, which is kept as what was approved, with what differs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, ids, operation
from kith.act.register import send
from kith.act.seams import seams as acting
from kith.act.types import Work
from kith.action.operations import NewAction, make
from kith.action.passing import cancel_because, complete_because
from kith.action.rules import ActionKind
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.policy.queries import case_of
from kith.proposal import queries
from kith.proposal.models import Proposal
from kith.proposal.queries import ProposalRow, Question, Sent, sent, stored
from kith.proposal.rules import State
from kith.proposal.seams import changes_of, lines_of, title_of
from kith.team.deciding import asked_day, deciders
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members, team_by_id
from kith.team.rules import after_service_minutes

LONGEST = 2_000
"""Characters of a reason or an answer."""
ORIGIN = "proposal"


@operation("proposal.propose", sight=queries.sight_of_sent)
def propose(*, act: Act, command: str, command_version: int, body: str, reason: str) -> UUID:
    """
    Keep a command for somebody who may decide it, and make it their work; return the proposal.

    Raises:
        Refusal: as the command itself would; without a reason; where one decides it oneself, it waits already, or nobody of the
            team may decide it. NotAllowed: where the role may not even propose it. Stale: as the command.
    """
    one: Sent = act.thing.row["sent"]
    thing = one.thing
    decision = acting.decides(act, command, thing)
    if decision.verdict == "no":
        raise NotAllowed(decision.sentence, rule=decision.rule)
    if decision.decides:
        raise Refusal(_("You decide this yourself: do it on its own page."), rule=decision.rule)
    if (team_id := queries.team_for(act, command, thing)) is None:
        raise Refusal(_("No team of yours can open everything this is about: ask whoever decides it to do it."))
    reason = _words(reason, "reason", _("Say why you propose it."))
    digest = one.command.digest(one.arguments)
    if queries.is_waiting(team_id=team_id, digest=digest):
        raise Refusal(_("Exactly this waits for a decision already."))
    rests_on = [(line.label, line.now, line.to) for line in lines_of(command, thing, one.arguments, act.at)]
    _try(act, one)
    team, case = team_by_id(team_id=team_id), case_of(thing)
    found = _deciders(team, command, case, decision.to, thing.person_id, act.account_id, act.at)
    if not found:
        raise Refusal(_("Nobody of the team may decide this at the moment: ring the on-call cover."))
    key, by = ids.new(), after_service_minutes(act.at, decision.within_minutes, team.calendar)
    ask_id = _ask(act, team_id, thing.person_id, key, command, found[0], by)
    Proposal(
        id=key, team_id=team_id, person_id=thing.person_id, command=command, command_version=command_version, body=body,
        digest=digest, case=case, rests_on=rests_on, reason=reason, rule=decision.rule, to_role=decision.to,
        stands_on=queries.versions_of(thing), minutes=decision.within_minutes,
        proposed_by_id=act.account_id, proposed_at=act.at, asked=[found[0].id],
        asked_at=act.at, answer_by=by, ask_id=ask_id, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    act.concerns(thing.person_id, team_id=team_id, proposal_id=key, proposed=command)
    return key


@operation("proposal.approve", sight=queries.sight_of_proposal)
def approve(*, act: Act, proposal_id: UUID, version: int, words: str = "", body: str = "") -> UUID:
    """
    Do exactly what was proposed, in one's own name and the proposer's; where something moved underneath, it comes back.

    With `body` that is done instead: the same command on the same thing, other only in what its words let be changed.

    Raises:
        NotAllowed: for whoever proposed it, or may not decide the thing itself. Refusal: when it is answered; for a body that
            changes nothing or too much, and as the command for what it says. Stale.
    """
    row = _as_waiting(act, version)
    words = _short(words)
    one = _decided_by(act, row)
    if one.command.digest(one.arguments) != row.digest:
        raise Refusal(_("What is kept is not what was proposed: refuse it, and let it be sent again."))
    differs = _differences(one, body, act.at) if body else []
    complete_because(act=act, team_id=row.team_id, action_ids=[row.ask_id], outcome=_("Decided"))
    moved = _apply(act, row, one, body)
    state = State.CAME_BACK if moved else State.APPROVED
    kept = {"approved_body": body, "differs": differs} if body and not moved else {}
    _write(act, row, state=state, words=moved or words, **kept)
    if moved:
        _tell_proposer(act, row, "proposal came back")
    else:
        _tell_proposer(act, row, "proposal approved otherwise" if body else "proposal approved")
    act.concerns(row.person_id, proposal_id=row.id, proposed=row.command, proposed_by=row.proposed_by_id)
    if kept:
        act.concerns(differs=differs)
    return row.id


@operation("proposal.ask", sight=queries.sight_of_proposal)
def ask(*, act: Act, proposal_id: UUID, version: int, question: str, within_minutes: int = 0) -> UUID:
    """
    Ask whoever proposed it something first: they are told, and answer within so many minutes or, for 0, in time to decide.

    The proposal stays the work of whoever is asked to decide, and its clock goes on.

    Raises:
        NotAllowed: as `approve`. Refusal: when it is answered, without a question, while another waits for its answer, or for a
            time after the decision is due. Stale.
    """
    row = _as_waiting(act, version)
    text = _words(question, "question", _("Write what you want to know."))
    _decided_by(act, row)
    if row.open_question:
        raise Refusal(_("A question waits for its answer already: decide, or wait for it."), field="question")
    if row.answer_by <= act.at:
        raise Refusal(_("The time to decide is up: decide now, or it goes on."), field="question")
    by = min(act.at + timedelta(minutes=within_minutes), row.answer_by) if within_minutes else row.answer_by
    asked = Question(act.account_id, act.name, text, act.at, by)
    _change(act, row, questions=[*map(stored, row.questions), stored(asked)])
    _tell_proposer(act, row, "proposal question")
    act.concerns(row.person_id, proposal_id=row.id)
    return row.id


@operation("proposal.answer", sight=queries.sight_of_proposal)
def answer(*, act: Act, proposal_id: UUID, version: int, words: str) -> UUID:
    """
    Answer what was asked about one's own proposal; whoever asked is told.

    Raises:
        NotAllowed: for anybody else. Refusal: where nothing is asked, it is decided already, or without words. Stale.
    """
    row = _as_waiting(act, version)
    if row.proposed_by_id != act.account_id:
        raise NotAllowed(_("Only %(name)s can answer this.") % {"name": row.proposed_by}, rule="P7")
    if not (asked := row.open_question):
        raise Refusal(_("Nothing is asked about this now."))
    text = _words(words, "reply", _("Write your answer."))
    told = replace(asked, answer=text, answered_at=act.at)
    _change(act, row, questions=[*map(stored, row.questions[:-1]), stored(told)])
    act.add("message", Tell(row.team_id, asked.by_id, "proposal answered", ORIGIN, row.id, row.person_id))
    act.concerns(row.person_id, proposal_id=row.id)
    return row.id


@operation("proposal.refuse", sight=queries.sight_of_proposal)
def refuse(*, act: Act, proposal_id: UUID, version: int, words: str) -> UUID:
    """Refuse a proposal; whoever sent it gets the reason. Raises as `approve`, and Refusal without a reason."""
    row = _as_waiting(act, version)
    words = _words(words, "words", _("Say why you refuse it: they get your reason."))
    _decided_by(act, row)
    complete_because(act=act, team_id=row.team_id, action_ids=[row.ask_id], outcome=words)
    _write(act, row, state=State.REFUSED, words=words)
    _tell_proposer(act, row, "proposal refused")
    act.concerns(row.person_id, proposal_id=row.id, proposed=row.command, proposed_by=row.proposed_by_id)
    return row.id


@operation("proposal.withdraw", sight=queries.sight_of_proposal)
def withdraw(*, act: Act, proposal_id: UUID, version: int) -> UUID:
    """Take back what one proposed oneself. Raises NotAllowed for anybody else, Refusal when it is answered, Stale."""
    row = _as_waiting(act, version)
    if row.proposed_by_id != act.account_id:
        raise NotAllowed(_("Only %(name)s can take this back.") % {"name": row.proposed_by}, rule="P7")
    cancel_because(act=act, team_id=row.team_id, action_ids=[row.ask_id], reason=_("Taken back"))
    _write(act, row, state=State.WITHDRAWN)
    if row.asked_account_id:
        act.add("message", Tell(row.team_id, row.asked_account_id, "proposal withdrawn", ORIGIN, row.id, row.person_id))
    return row.id


@operation("proposal.move_on", sight=queries.sight_of_proposal)
def move_on(*, act: Act, proposal_id: UUID) -> UUID:
    """
    Ask the next who may decide, where nobody answered in time; once nobody is left it lapses, and the proposer is told.

    By Kith, every minute. Raises Refusal where it is answered or its time has not come: another worker was faster.
    """
    row: ProposalRow = act.thing.row["proposal"]
    if row.state is not State.WAITING or row.answer_by > act.at:
        raise Refusal(_("This proposal does not wait to go on."))
    team = team_by_id(team_id=row.team_id)
    found = _deciders(team, row.command, row.case, row.to_role, row.person_id, row.proposed_by_id, act.at)
    left = [one for one in found if one.id not in row.asked]
    cancel_because(act=act, team_id=row.team_id, action_ids=[row.ask_id], reason=_("Not answered in time"))
    if not left:
        _write(act, row, state=State.LAPSED)
        _tell_proposer(act, row, "proposal lapsed")
        return row.id
    by = after_service_minutes(act.at, row.minutes, team.calendar)
    ask_id = _ask(act, row.team_id, row.person_id, row.id, row.command, left[0], by)
    _change(act, row, asked=[*row.asked, left[0].id], asked_at=act.at, answer_by=by, ask_id=ask_id)
    return row.id


def _deciders(
    team: TeamInfo, command: str, case: str, to: str, person_id: UUID | None, not_account: UUID, at: datetime
) -> Sequence[MemberInfo]:
    """Return who may decide, nearest first. Two statements."""
    day = day_on_team(team=team, day=asked_day(at, team.calendar), at=at, person_id=person_id)
    there = members(team_id=team.id, at=at)
    return deciders(there=there, day=day, command=command, case=case, to=to, not_accounts={not_account}, at=at)


def _try(act: Act, one: Sent) -> None:
    """Let a command run as if its sender might, and undo it, so that what it would refuse is refused now."""
    trial = replace(act, work=Work(act.id, one.thing))
    point = transaction.savepoint()
    try:
        one.command.change(act=trial, **one.arguments)
    finally:
        transaction.savepoint_rollback(point)


def _differences(one: Sent, body: str, at: datetime) -> list[tuple[str, str, str]]:
    """
    Return what of another body differs from what was proposed, in words: label, as proposed, as it is to be approved.

    Raises:
        Refusal: where it cannot be read, differs in nothing, or in more than the command's words let be changed.
    """
    try:
        new = one.command.decode(body)
    except msgspec.ValidationError as error:
        raise Refusal(_("This cannot be approved instead: fill it in again.")) from error
    back = new
    for change in changes_of(one.command.name):
        back = change.put(back, change.value_in(one.arguments))
    if back != one.arguments:
        raise Refusal(_("Only what stands in the form can be approved otherwise."))
    if new == one.arguments:
        raise Refusal(_("Nothing is changed: approve exactly this, or change something."))
    before = {line.label: line for line in lines_of(one.command.name, one.thing, one.arguments, at)}
    after = {line.label: line for line in lines_of(one.command.name, one.thing, new, at)}
    told = [
        (label, before[label].to if label in before else line.now, line.to)
        for label, line in after.items()
        if label not in before or before[label].to != line.to
    ]
    return told + [(label, line.to, line.now) for label, line in before.items() if label not in after]


def _apply(act: Act, row: ProposalRow, one: Sent, body: str = "") -> str:
    """
    Run the kept command; where it is refused because something moved, keep nothing of it and return the sentence.

    Of another `body` only what is stale comes back: what else is wrong with it is for whoever wrote it.
    """
    assert act.work is not None
    now = queries.versions_of(one.thing)
    if any(now.get(name) != version for name, version in row.stands_on.items()):
        return _("Somebody changed this meanwhile: look at it again, and propose it as it is now.")
    before = {name: list(rows) for name, rows in act.work.parts.items()}
    try:
        with transaction.atomic():
            send(act=act, name=row.command, body=(body or row.body).encode(), version=row.command_version)
    except NotVisible:
        raise
    except Refusal as refusal:
        if body and not isinstance(refusal, Stale):
            raise
        act.work.parts.clear()
        act.work.parts.update(before)
        return refusal.sentence
    return ""


def _ask(
    act: Act, team_id: UUID, person_id: UUID | None, key: UUID, command: str, asked: MemberInfo, by: datetime
) -> UUID:
    """Make the decision the work of whoever is asked, and tell them; return the action. One statement."""
    what = _("Decide: %(what)s") % {"what": title_of(command)}
    new = NewAction(team_id, person_id, what, asked.id, by, ActionKind.PROPOSAL, origin_kind=ORIGIN, origin_id=key)
    [action_id] = make(act=act, rows=[new])
    act.add("message", Tell(team_id, asked.account_id, "proposal", ORIGIN, key, person_id))
    return action_id


def _as_waiting(act: Act, version: int) -> ProposalRow:
    row: ProposalRow = act.thing.row["proposal"]
    if row.version != version:
        raise _stale(row.id)
    if row.state is not State.WAITING:
        raise Refusal(_("This proposal is answered already."))
    return row


def _decided_by(act: Act, row: ProposalRow) -> Sent:
    """
    Return the kept command where the actor decides it.

    Raises:
        NotAllowed: for whoever proposed it, or a role that does not decide the thing itself.
    """
    if row.proposed_by_id == act.account_id:
        raise NotAllowed(_("Somebody else decides what you proposed."), rule="P7")
    one = sent(command=row.command, command_version=row.command_version, body=row.body)
    if not acting.sees(act, one.thing):
        raise NotVisible
    decision = acting.decides(act, row.command, replace(one.thing, team_id=row.team_id))
    if decision.verdict != "decide":
        raise NotAllowed(
            _("You may not decide this yourself (%(rule)s).") % {"rule": decision.rule}, rule=decision.rule
        )
    return one


def _tell_proposer(act: Act, row: ProposalRow, kind: str) -> None:
    act.add("message", Tell(row.team_id, row.proposed_by_id, kind, ORIGIN, row.id, row.person_id))


def _write(act: Act, row: ProposalRow, **values: object) -> None:
    _change(act, row, answered_by_id=act.account_id, answered_at=act.at, **values)


def _change(act: Act, row: ProposalRow, **values: object) -> None:
    """Write a proposal if nobody has written it since it was loaded. One statement."""
    changed = Proposal.objects.filter(id=row.id, version=row.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise _stale(row.id)


def _stale(proposal_id: UUID) -> Stale:
    now = queries.one(proposal_id=proposal_id)
    return Stale(_("This proposal moved on while you were reading. Nothing of yours is saved yet."), extra=now)


def _short(text: str) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"})
    return words


def _words(text: str, field: str, missing: str) -> str:
    if not (words := _short(text)):
        raise Refusal(missing, field=field)
    return words
