"""
What becomes of a request: answered by the partner's link or by telephone, not for them, withdrawn, settled; and copies given.

An answer never changes the plan. What is not aligned becomes an open matter with an owner, and what they do more becomes theirs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.access.queries import closed_pairs
from kith.act import Act, Refusal, Stale, ids, operation
from kith.action.operations import NewAction, make
from kith.action.passing import complete_because, says_because
from kith.action.rules import ActionKind
from kith.agency.queries import hold_sharing
from kith.alignment import queries, sights
from kith.alignment.asking import may_be_answered
from kith.alignment.models import GIVEN_HOW, GIVEN_TO, Answer, Copy, Request, SaidOf
from kith.alignment.queries import FOR_WHAT, RequestRow, SummaryRow
from kith.alignment.rules import (
    QUESTION,
    Answered,
    Part,
    Said,
    Settled,
    State,
    is_against,
    quoted,
    says_more,
    unanswered,
    verdict,
)
from kith.alignment.sending import ToSend, end, send
from kith.alignment.times import times
from kith.caseload.queries import entry_of
from kith.contradiction.items import Item
from kith.contradiction.items import add as add_item
from kith.contradiction.raising import Raised, raise_one
from kith.contradiction.rules import KINDS, Source
from kith.door import links
from kith.door.queries import state_of
from kith.door.rules import Ended, Held
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.plan.queries import plan_of
from kith.team.queries import MemberInfo, duty_lead_now, members, team_by_id
from kith.team.rules import add_service_days, end_of_service_day

__all__ = ["Added", "ToSend", "answer", "give_copy", "link_ended", "record_answer", "send", "settle", "withdraw"]

LONGEST = 2_000
LONGEST_BECAUSE = 1_000
"""Characters of what is said of one part: it stands whole in the matter that is made of it."""
MOST_ADDED = 10
LOOKED_AT = timedelta(days=14)
"""By when somebody looks whether a partner does what they said they would, where they named no last day."""


@dataclass(frozen=True, slots=True)
class Added:
    """
    What a partner does more, or plans to: of which kind of item, what in words, how, on which weekdays (Monday 0, none for every
    day), from and until which day; its `place` on the form, which a refusal names.
    """

    kind: str
    what: str
    how: str = ""
    days: Collection[int] = ()
    from_day: date | None = None
    until_day: date | None = None
    place: int = 0


@operation("alignment.answer", sight=sights.sight_of_request)
def answer(*, act: Act, request_id: UUID, answers: Mapping[str, Answered], adds: Sequence[Added] = ()) -> UUID:
    """
    Keep the answer of a partner who holds the link of a request, once; return it. Whoever waits is told.

    A part that goes against the plan is an open matter, raised in their words; what they add is an item of theirs and work with
    them as doer. The plan stays as it is.

    Raises:
        Refusal: for a part without an answer (its key is the field) or a no to it without words; where it was answered or
            ended, its time is over, or what was sent may not be shared any more.
    """
    row: RequestRow = act.thing.row["request"]
    link = state_of(for_what=FOR_WHAT, for_ids=[row.id]).get(row.id)
    hold_sharing(person_id=row.person_id)
    if link is None or row.kept is not State.SENT or not may_be_answered(row, act.at):
        raise Refusal(_("This can not be answered by the link any more. Nothing is saved: please ring the team."))
    links.use(act, link.link_id)
    row = queries.request(request_id=row.id)  # whose work it is to wait is seen once the link is used up
    return _keep(act, row, "link", answers, adds)


@operation("alignment.record_answer", sight=sights.sight_of_request)
def record_answer(
    *, act: Act, request_id: UUID, version: int, answers: Mapping[str, Answered], adds: Sequence[Added] = ()
) -> UUID:
    """
    Write down what a partner answered by telephone, also where their time is over; their link ends. Return the answer.

    Raises:
        Stale: where it is not as it was opened. Refusal: as `answer`; for one that is answered, withdrawn or settled.
    """
    row = _as_opened(act, version)
    if row.kept not in (State.SENT, State.NO_ANSWER) or row.settled_as:
        raise Refusal(_("This request is over: send them the plan as it is now, then write down what they say."))
    links.end(act, for_what=FOR_WHAT, for_id=row.id, because=Ended.WITHDRAWN)
    return _keep(act, row, "telephone", answers, adds)


def link_ended(act: Act, link: Held, because: Ended) -> None:
    """
    Let a request follow its link, which ended before its time: not for them, five wrong codes, or not to be shared any more.

    Inside the act that ends the link: for the seam of `door`. Whoever waits is told, and says how they go on.
    """
    row = queries.request(request_id=link.for_id)
    if row.kept is not State.SENT:
        return
    values = {"who": row.contact, "agency": row.agency}
    if because is Ended.NOT_SHARED:
        end(act, row, _("This may not be shared with them any more"), as_state=State.WITHDRAWN)
        tell_owner(act, row, "partner not shared")
    elif because is Ended.NOT_FOR_THEM:
        close(act, row, State.NOT_FOR_THEM)
        ask_owner(act, row, _("Not for %(who)s: ask somebody else at %(agency)s") % values)
        tell_owner(act, row, "partner not for them")
    else:
        close(act, row, State.NO_ANSWER, _("five wrong codes ended the link"))
        ask_owner(act, row, _("The link to %(who)s, %(agency)s, ended after wrong codes: ring them") % values)
        tell_owner(act, row, "partner link guessed")


@operation("alignment.withdraw", sight=sights.sight_of_request)
def withdraw(*, act: Act, request_id: UUID, version: int, because: str) -> UUID:
    """
    Take a request back: its link opens nothing any more, and nobody waits. What was told stays told.

    Raises:
        Stale: where it is not as it was opened. Refusal: without a reason, or where it was answered or ended.
    """
    row, words = _as_opened(act, version), _words(because, "withdraw_because", _("Say why it is taken back."))
    if row.kept is not State.SENT:
        raise Refusal(_("This was answered or ended already."))
    end(act, row, words, as_state=State.WITHDRAWN)
    return row.id


@operation("alignment.settle", sight=sights.sight_of_request)
def settle(*, act: Act, request_id: UUID, version: int, settled_as: str, because: str) -> UUID:
    """
    Say how one goes on where a partner did not answer, or it was not for them: asked another way, without, or escalated.

    Raises:
        Stale: where it is not as it was opened. Refusal: for another way than these, without words, or where nobody has to say.
    """
    row, words = _as_opened(act, version), _words(because, "because", _("Say how you go on, in a few words."))
    if settled_as not in set(Settled):
        raise Refusal(_("Choose how you go on."), field="settled_as")
    if row.kept not in (State.NO_ANSWER, State.NOT_FOR_THEM) or row.settled_as:
        raise Refusal(_("There is nothing to settle here any more."))
    write(act, row, settled_as=settled_as, settled_because=words, settled_at=act.at)
    complete_because(act=act, team_id=row.team_id, action_ids=[row.action_id], outcome=words)
    return row.id


@operation("alignment.give_copy", sight=sights.sight_of_person)
def give_copy(
    *, act: Act, team_id: UUID, person_id: UUID, number: int, given_to: str, who: str = "", how: str = "by hand"
) -> UUID:
    """
    Write down that somebody was given the person's own copy of the plan, as it stood at a version; return it.

    Raises:
        Stale: where there is a newer version by now. Refusal: for a person or way that is none of the choices, or without a name
            for anybody but the person; before anything is written.
    """
    if given_to not in GIVEN_TO:
        raise Refusal(_("Choose who was given it."), field="given_to")
    if how not in GIVEN_HOW:
        raise Refusal(_("Choose how it was given."), field="how")
    name = "" if given_to == "person" else _words(who, "who", _("Say who was given it."))
    plan = plan_of(person_id=person_id)
    if plan is None or not plan.number:
        raise Refusal(_("Nothing is written yet: begin with what matters most to them."))
    if plan.number != number:
        raise Stale(_("Somebody changed the plan meanwhile. Print the copy again, then write down that it was given."))
    row = Copy(
        id=ids.new(), team_id=team_id, person_id=person_id, number=number, given_to=given_to, who=name, how=how,
        given_at=act.at, author_id=act.account_id, role=act.role, act_id=act.id,
    )  # fmt: skip
    row.save(force_insert=True)
    act.concerns(person_id, team_id=team_id, plan_version=number)
    return row.id


# An answer


def _keep(act: Act, row: RequestRow, how: str, answers: Mapping[str, Answered], adds: Sequence[Added]) -> UUID:
    of = queries.summary(summary_id=row.summary_id)
    said = _checked(of, answers)
    stands = verdict(of.parts, said)
    kept = Answer(
        id=ids.new(), team_id=row.team_id, person_id=row.person_id, request_id=row.id, contact_id=row.contact_id, how=how,
        at=act.at, verdict=stands, adds=[_stored(one) for one in adds], author_id=act.account_id, role=act.role, act_id=act.id,
    )  # fmt: skip
    close(act, row, stands)
    kept.save(force_insert=True)
    matters = {one.key: _raise(act, row, kept, one, said[one.key]) for one in of.parts if _is_matter(one, said)}
    SaidOf.objects.bulk_create(
        SaidOf(
            id=ids.new(), team_id=row.team_id, person_id=row.person_id, answer_id=kept.id, part_key=key, said=one.said,
            because=one.because, contradiction_id=matters.get(key), act_id=act.id,
        )
        for key, one in said.items()
    )  # fmt: skip
    _take_on(act, row, adds)
    kind, words = _what_it_says(stands, said, adds)
    complete_because(act=act, team_id=row.team_id, action_ids=[row.action_id], outcome=words)
    tell_owner(act, row, kind)
    act.concerns(row.person_id, team_id=row.team_id, request_id=str(row.id), verdict=str(stands), how=how)
    return kept.id


def _what_it_says(stands: State, said: Mapping[str, Answered], adds: Sequence[Added]) -> tuple[str, str]:
    """Return the kind of message for whoever waits, and what their work says became of it: also that there is more to read."""
    if stands is not State.ALIGNED:
        return "partner not aligned", _("They say it is not right: it is being settled")
    if adds or says_more(said):
        return "partner aligned, and more", _("They say it is right, and more: read what they answered")
    return "partner aligned", _("They say it is right")


def _checked(of: SummaryRow, answers: Mapping[str, Answered]) -> dict[str, Answered]:
    known = {one.key for one in of.parts if one.is_asked} | ({QUESTION} if of.question else set())
    said: dict[str, Answered] = {}
    for key, one in answers.items():
        if key in known:
            because = _tidy(one.because, f"because-{key}", LONGEST_BECAUSE)
            if one.said is Said.NO and not because and key != QUESTION:
                raise Refusal(_("Say what is right, in a few words."), field=f"because-{key}")
            said[key] = replace(one, because=because)
    if missing := unanswered(of.parts, said):
        raise Refusal(_("Say of each point whether it is right."), field=missing[0])
    return said


def _is_matter(part: Part, said: Mapping[str, Answered]) -> bool:
    return part.key in said and is_against(part.field, said[part.key].said)


def _raise(act: Act, row: RequestRow, kept: Answer, part: Part, said: Answered) -> UUID:
    """Let a part that goes against the plan be an open matter: their reason first and whole, then what it is about, shortened."""
    values = {"agency": row.agency, "text": quoted(part.text), "why": said.because}
    if said.said is Said.NO:
        about = _("%(agency)s says: %(why)s (what is not right: “%(text)s”)") % values
    elif said.because:
        about = _("%(agency)s says: %(why)s (what is not theirs: “%(text)s”)") % values
    else:
        about = _("%(agency)s says that this is not theirs: “%(text)s”") % values
    return raise_one(act, Raised(row.person_id, row.team_id, about[:LONGEST], row.agency_id, "partner", kept.id))


def _take_on(act: Act, row: RequestRow, adds: Sequence[Added]) -> None:
    """Let what they do more be an item of theirs, and work with them as doer that whoever waits looks after."""
    if len(adds) > MOST_ADDED:
        raise Refusal(_("Add %(most)s things at most; ring the team about the others.") % {"most": MOST_ADDED})
    who = f"{row.contact}, {row.agency}"
    owner = who_looks_after(row, act.at) if adds else None
    work = []
    for one in adds:
        what = _words(one.what, f"what-{one.place}", _("Say what you do."))
        if one.kind not in KINDS:
            raise Refusal(_("Choose what kind of thing it is."), field=f"kind-{one.place}")
        item = Item(
            row.person_id, row.team_id, one.kind, what, row.contact, words=_tidy(one.how, f"what-{one.place}") or what,
            agency_id=row.agency_id, days=one.days, from_day=one.from_day, until_day=one.until_day, source=Source.PARTNER,
        )  # fmt: skip
        _add(act, item, one.place)
        due = end_of_service_day(one.until_day) if one.until_day else act.at + LOOKED_AT
        if owner:
            work.append(
                NewAction(
                    row.team_id, row.person_id, what, owner.id, due, ActionKind.PLAIN, "partner", who,
                    origin_kind=FOR_WHAT, origin_id=row.id,
                )
            )  # fmt: skip
    if work:
        make(act=act, rows=work)


_FIELDS = {"subject": "what", "words": "what", "from_day": "from", "until_day": "from", "days": "days"}


def _add(act: Act, item: Item, place: int) -> None:
    """Write an item; what is wrong with it is said of the field of its place on the form, else of its kind."""
    try:
        add_item(act, item)
    except Refusal as refusal:
        field = f"{_FIELDS.get(refusal.field, 'kind')}-{place}"
        raise Refusal(refusal.sentence, field=field, rule=refusal.rule) from None


def _stored(one: Added) -> dict[str, object]:
    return {
        "kind": one.kind, "what": one.what, "how": one.how, "days": sorted(one.days),
        "from_day": one.from_day and str(one.from_day), "until_day": one.until_day and str(one.until_day),
    }  # fmt: skip


# A request as it was opened, and its owner


def _as_opened(act: Act, version: int) -> RequestRow:
    row: RequestRow = act.thing.row["request"]
    if row.version != version:
        raise Stale(_("Somebody changed this meanwhile. Nothing of yours is saved yet: look at it again."), extra=row)
    return row


def close(act: Act, row: RequestRow, state: State, because: str = "") -> None:
    """Let a request stand in the state that ends it, with why where the state does not say it. Inside an operation."""
    write(act, row, state=state, ended_at=act.at, ended_because=because)


def write(act: Act, row: RequestRow, **values: object) -> None:
    """Write a request if nobody has since it was loaded. Inside an operation. Raises Stale."""
    changed = Request.objects.filter(id=row.id, version=row.version).update(
        version=row.version + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(_("Somebody changed this meanwhile. Nothing of yours is saved yet: look at it again."))
    act.concerns(row.person_id, team_id=row.team_id, request_id=str(row.id))


def ask_owner(act: Act, row: RequestRow, words: str) -> None:
    """Let the work of waiting ask its owner how they go on, within the service days of the table. Inside an operation."""
    team = team_by_id(team_id=row.team_id)
    due = end_of_service_day(add_service_days(local_day(act.at), times().settle, team.calendar))
    says_because(act=act, team_id=row.team_id, action_ids=[row.action_id], what=words, due_at=due, why=words)


def tell_owner(act: Act, row: RequestRow, kind: str) -> None:
    """
    Tell whoever waits; where their work is over, whoever asked, or who looks after it where they are gone. Inside an operation.
    """
    after = None if row.owner_account_id else who_looks_after(row, act.at)
    account_id = row.owner_account_id or (after.account_id if after else row.author_id)
    act.add("message", Tell(row.team_id, account_id, kind, "partner request", row.id, row.person_id))


def who_looks_after(row: RequestRow, at: datetime) -> MemberInfo | None:
    """
    Return who of the team looks after a request now: whoever waits, else whoever asked, else the named lead, else who has the
    duty, else a team lead. Nobody who left, or to whom the record is closed; None where nobody is there. Five statements at most.
    """
    there = members(team_id=row.team_id, at=at)
    shut = closed_pairs(account_ids={one.account_id for one in there}, person_ids={row.person_id})
    able = {one.id: one for one in there if (one.account_id, row.person_id) not in shut}
    if row.owner_id in able:
        return able[row.owner_id]
    if asked := next((one for one in able.values() if one.account_id == row.author_id), None):
        return asked
    entry = entry_of(team_id=row.team_id, person_id=row.person_id)
    duty = duty_lead_now(team=team_by_id(team_id=row.team_id), at=at, person_id=row.person_id)
    in_line = [entry.named_lead_id if entry else None, duty, *(one.id for one in there if one.role == "team-lead")]
    return next((able[one] for one in in_line if one in able), None)


def _words(text: str, field: str, missing: str) -> str:
    words = _tidy(text, field)
    if not words:
        raise Refusal(missing, field=field)
    return words


def _tidy(text: str, field: str, most: int = LONGEST) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > most:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{most:,}"}, field=field)
    return words
