"""
The only writers of concerns: raising one, answering and handing it on, recording its steps, naming who may open it and who may
be the source of harm, and closing it. The escalation of a concern is answered, told and closed here, in the same act.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.access import restricting
from kith.access.rules import opens
from kith.act import Act, NotAllowed, Refusal, ids, operation
from kith.action.passing import due_because
from kith.escalation import operations as escalations
from kith.escalation.opening import LEAD
from kith.escalation.operations import Line
from kith.escalation.queries import EscalationRow
from kith.escalation.queries import one as one_escalation
from kith.escalation.rules import State
from kith.message.parts import Tell
from kith.safeguarding import queries
from kith.safeguarding import words as said
from kith.safeguarding.clocks import clocks
from kith.safeguarding.models import Concern, Recorded, Source
from kith.safeguarding.queries import ConcernRow
from kith.safeguarding.raising import Raised, Suspected, checked_words, name_source, raise_for
from kith.safeguarding.rules import RETURNED, TIMED, Fact, Step, latest, next_due, questions, trouble
from kith.team.queries import members


@operation("safeguarding.raise_concern", sight=queries.sight_of_raising)
def raise_concern(*, act: Act, team_id: UUID, person_id: UUID, raised: Raised) -> UUID:
    """
    Raise a concern about a person whom one may see; return its id. Never withheld. The lead is asked, with a clock.

    Raises:
        Refusal: without words, or for a source of harm who is nobody of the team.
    """
    there = {one.account_id for one in members(team_id=team_id, at=act.at)}
    if any(one.account_id and one.account_id not in there for one in raised.suspected):
        raise Refusal(_("Choose somebody who is on the team now, or write their name."), field="source")
    return raise_for(act, act.thing.id, team_id, person_id, raised)


@operation("safeguarding.answer", sight=queries.sight_of_concern)
def answer(*, act: Act, concern_id: UUID, version: int, words: str) -> UUID:
    """
    Take a concern in hand: the clock that asks stops, and what one says goes back to whoever raised it.

    Raises:
        NotAllowed: for whom it is not open as a whole, or whom its route has not asked. Refusal: without words, or when it is
            answered already. Stale.
    """
    row, escalation = whole(act), _as_opened(act, version)
    words = checked_words(words, "words", _("Say what happens now: whoever raised it reads this."))
    escalations.answer(act, escalation, words)
    keep(act, row, Step.ANSWER, {"words": words}, act.at)
    _due_next(act, row)
    return row.id


@operation("safeguarding.hand_on", sight=queries.sight_of_concern)
def hand_on(*, act: Act, concern_id: UUID, version: int, why: str) -> UUID:
    """Hand a concern that nobody has answered on to the next step of its route. Raises as `answer`."""
    row = whole(act)
    escalations.send_on(act, _as_opened(act, version), why)
    return row.id


@operation("safeguarding.tell", sight=queries.sight_of_concern)
def tell(
    *, act: Act, concern_id: UUID, who: str, how: str, said: str = "", read_back: str = "later",
    told_at: datetime | None = None,
) -> UUID:  # fmt: skip
    """Write down who was told of a concern, how, when, and what they said. Raises as `escalation.tell`, and NotAllowed."""
    row = whole(act)
    escalations.log(act, _escalation(act), Line(who, how, said, read_back, told_at))
    return row.id


@operation("safeguarding.record", sight=queries.sight_of_concern)
def record(
    *, act: Act, concern_id: UUID, step: str, answers: Mapping[str, str], happened_at: datetime | None = None
) -> UUID:
    """
    Record a step of a concern: a dated fact that is never changed. The decision goes back to whoever raised it.

    Raises:
        NotAllowed: for whom it is not open as a whole; of the decision, for whoever does not lead it.
        Refusal: for an answer that is missing or none of those offered, for what the rules forbid (see `rules.trouble`), for a
            moment to come or before it was raised, and on a closed concern.
    """
    row = whole(act)
    kind = Step(step) if step in set(Step) - {Step.ANSWER, Step.CLOSING} else None
    if kind is None:
        raise Refusal(_("Choose what you record."), field="step")
    check_open(row)
    if kind in RETURNED:
        check_leads(act, row)
    happened_at = happened_at or act.at
    if not row.raised_at.replace(hour=0, minute=0, second=0, microsecond=0) <= happened_at <= act.at:
        raise Refusal(_("Enter when it happened: since the concern was raised, and not to come."), field="day")
    _checked(act, row, kind, answers)
    key = keep(act, row, kind, _kept(row, kind, answers), happened_at if kind in TIMED else act.at)
    if kind is Step.DECISION:
        _tell_back(act, row)
    _due_next(act, row)
    return key


@operation("safeguarding.close", sight=queries.sight_of_concern)
def close(*, act: Act, concern_id: UUID, version: int, answers: Mapping[str, str]) -> UUID:
    """
    Close a concern with what came of it, and its escalation with it; whoever raised it reads the outcome. Never by itself.

    Raises:
        NotAllowed: for a role that may not close safeguarding. Refusal: with the list of what is still owed, when nobody was told
            (the authority, the person: in the log), while a task is open, or when it is closed already. Stale.
    """
    row, escalation = whole(act), _as_opened(act, version)
    check_open(row)
    check_leads(act, row)
    _checked(act, row, Step.CLOSING, answers)
    if any(one.is_open for one in queries.tasks(concern_id=row.id)):
        raise Refusal(_("A task is still open: let it be done, or say why it is not needed, then close."), rule="P6")
    words = answers["words"]
    keep(act, row, Step.CLOSING, _kept(row, Step.CLOSING, answers), act.at)
    Concern.objects.filter(id=row.id, state="open").update(state="closed", closed_at=act.at, act_id=act.id)
    restricting.end(act=act, restriction_id=row.id)
    escalations.end(act, escalation, words)
    return row.id


@operation("safeguarding.name_opener", sight=queries.sight_of_concern)
def name_opener(*, act: Act, concern_id: UUID, account_id: UUID) -> UUID:
    """
    Let a member of the team open a concern as a whole; they are told that there is something restricted for them.

    Raises:
        NotAllowed: for whoever does not lead it. Refusal: for somebody who is not on the team, whom it is kept from, or who opens
            it already.
    """
    row = whole(act)
    check_leads(act, row)
    check_open(row)
    if account_id not in {one.account_id for one in members(team_id=row.team_id, at=act.at)}:
        raise Refusal(_("Choose somebody who is on the team now."), field="account")
    if account_id in queries.kept_from(concern_id=row.id):
        raise Refusal(_("They are named as a possible source of harm: this is never open to them."), field="account")
    if account_id in {one.account_id for one in queries.openers(concern_id=row.id) if one.is_whole}:
        raise Refusal(_("They can open it already."), field="account")
    restricting.open_to(act=act, restriction_id=row.id, account_id=account_id)
    act.add("message", Tell(row.team_id, account_id, "restricted named", "restricted", row.id))
    return row.id


@operation("safeguarding.unname_opener", sight=queries.sight_of_concern)
def unname_opener(*, act: Act, concern_id: UUID, account_id: UUID) -> UUID:
    """End at once that somebody who was named may open a concern. Raises NotAllowed, and Refusal when they might not."""
    row = whole(act)
    check_leads(act, row)
    if not restricting.close_to(act=act, restriction_id=row.id, account_id=account_id):
        raise Refusal(_("They were not named, or no longer are."), field="account")
    return row.id


@operation("safeguarding.name_source", sight=queries.sight_of_concern)
def name_source_of_harm(*, act: Act, concern_id: UUID, suspected: Suspected) -> UUID:
    """
    Name who may be the source of harm; a member of the team never sees the concern from the next act on, nor that there is one.

    Raises:
        Refusal: for nobody, for oneself, or for a member who is not on the team.
    """
    row = whole(act)
    check_open(row)
    if suspected.account_id == act.account_id:
        raise Refusal(
            _("You cannot keep this from yourself: hand it on, and say so to whoever takes it."), field="source"
        )
    there = {one.account_id for one in members(team_id=row.team_id, at=act.at)}
    if suspected.account_id and suspected.account_id not in there:
        raise Refusal(_("Choose somebody who is on the team now, or write their name."), field="source")
    if suspected.account_id and suspected.account_id == _escalation(act).asked_account_id:
        raise Refusal(_("They are asked to answer this: hand it on first, then name them."), field="source")
    name_source(act, row.id, row.team_id, suspected)
    if suspected.account_id:
        restricting.close_to(act=act, restriction_id=row.id, account_id=suspected.account_id)
    return row.id


@operation("safeguarding.withdraw_source", sight=queries.sight_of_concern)
def withdraw_source(*, act: Act, concern_id: UUID, source_id: UUID) -> UUID:
    """Take back that somebody may be the source of harm: named in error. Raises NotAllowed; Refusal when it is no such line."""
    row = whole(act)
    check_leads(act, row)
    source = next((one for one in queries.sources(concern_id=row.id) if one.id == source_id), None)
    if source is None or source.withdrawn_at:
        raise Refusal(_("This was taken back already."))
    Source.objects.filter(id=source_id, withdrawn_at=None).update(withdrawn_at=act.at, act_id=act.id)
    if source.member_account_id:
        restricting.unbar(act=act, restriction_id=row.id, account_id=source.member_account_id)
    return row.id


@operation("safeguarding.tell_visitors", sight=queries.sight_of_concern)
def tell_visitors(*, act: Act, concern_id: UUID, is_told: bool) -> UUID:
    """Say whether visiting members are told that something is restricted. By whoever leads it. Raises NotAllowed."""
    row = whole(act)
    check_leads(act, row)
    restricting.tell_visitors(act=act, restriction_id=row.id, is_told=is_told)
    return row.id


def leads(act: Act, row: ConcernRow) -> bool:
    """Say whether the actor leads a concern: by their role on its team, or because its work is theirs now."""
    return LEAD in act.roles_in(row.team_id) or row.is_asked


def whole(act: Act) -> ConcernRow:
    """Return the concern that is acted on. Raises NotAllowed for whom it is not open as a whole."""
    row: ConcernRow = act.thing.row["concern"]
    if opens(act, act.thing) != "whole":
        raise NotAllowed(said.ask_words(row.ask), rule="P10")
    return row


def check_leads(act: Act, row: ConcernRow) -> None:
    """Raise NotAllowed for whoever does not lead a concern."""
    if not leads(act, row):
        raise NotAllowed(said.lead_words(row.ask), rule="P10")


def check_open(row: ConcernRow) -> None:
    """Raise Refusal for a closed concern."""
    if row.state == "closed":
        raise Refusal(_("This concern is closed: raise a new one."))


def _escalation(act: Act) -> EscalationRow:
    row: EscalationRow = act.thing.row["escalation"]
    return row


def _as_opened(act: Act, version: int) -> EscalationRow:
    return escalations.as_opened(_escalation(act), version)


def _checked(act: Act, row: ConcernRow, step: Step, answers: Mapping[str, str]) -> None:
    """Raise Refusal for what is wrong with a step as it was answered."""
    facts = queries.facts(concern_id=row.id)
    if wrong := trouble(row.about, step, {name: text.strip() for name, text in answers.items()}, facts):
        raise Refusal(said.wrong_words(wrong), field=wrong.field)


def _kept(row: ConcernRow, step: Step, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that a step asks for, tidied; others are not kept."""
    asked = [one.name for one in questions(row.about, step)]
    return {name: checked_words(answers[name], name, "") for name in asked if answers.get(name, "").strip()}


def keep(act: Act, row: ConcernRow, step: Step, answers: Mapping[str, str], happened_at: datetime) -> UUID:
    """Store a step; return its id. Inside an operation; one statement."""
    key = ids.new()
    Recorded(
        id=key,
        team_id=row.team_id,
        concern_id=row.id,
        step=step,
        answers=dict(answers),
        happened_at=happened_at,
        account_id=act.account_id,
        is_returned=step in RETURNED,
        act_id=act.id,
    ).save(force_insert=True)
    return key


def _tell_back(act: Act, row: ConcernRow) -> None:
    """Tell whoever raised it that there is an answer; what it is stands on their page alone."""
    act.add("message", Tell(row.team_id, row.raised_by_id, "escalation answered", "restricted", row.id))


def _due_next(act: Act, row: ConcernRow) -> None:
    """Let the work of seeing it through be due when the next step is: its own clock says so. At most four statements."""
    escalation = one_escalation(escalation_id=row.id)
    if escalation.state is not State.ANSWERED or escalation.through_id is None:
        return
    known: dict[Step, Fact] = latest(queries.facts(concern_id=row.id))
    due = next_due(row.about, known, row.raised_at, clocks(team_id=row.team_id, raised_at=row.raised_at))
    if due.by:
        due_because(
            act=act, team_id=row.team_id, action_ids=[escalation.through_id], due_at=due.by, why=_("The next step")
        )
