"""Offers in words: what a reader can answer, what has come back, who else could, and a team's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.action.bulk import LineResult
from kith.action.forms import OTHER, by_options
from kith.action.offer_forms import REASONS, ROLE, TEAM, USUAL
from kith.action.offer_queries import CouldTake, OfferRow
from kith.action.offer_rules import OfferState, Purpose, latest_time, usual_answer_by
from kith.action.offer_shows import (
    Candidate,
    OfferingShow,
    OfferLine,
    OfferSection,
    OfferShow,
    OffersShow,
    WorkLine,
    WorkShow,
)
from kith.action.offer_words import at_words, holder_words, over_words, pool_words, receiver_words
from kith.action.presenter import owner_words, standing_words
from kith.action.queries import ActionRow
from kith.language import later
from kith.person.rules import shown
from kith.person.shows import Who
from kith.team.queries import TeamInfo
from kith.web.pages import fresh_form
from kith.web.shows import Filled, Option
from kith.web.words import cannot_own, first_up, listed
from kith.web.words import deadline as by_words

NEAR = {
    "named lead": later("leads this person over time"),
    "deputy": later("deputy for this person"),
    "duty": later("on duty now"),
    "on shift": later("on shift today"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads an offer, when, on which team's pages, and what they may do with it."""

    account_id: UUID
    at: datetime
    team_slug: str
    who: Who | None
    may_answer: bool
    is_duty: bool = False


def offer_show(row: OfferRow, reading: Reading, form: Filled, others: Sequence[CouldTake]) -> OfferShow:
    """Return one offer as its reader meets it."""
    at, waits = reading.at, not over_words(row, reading.at)
    is_yours = reading.account_id in (row.giver_account_id, row.owner_account_id) or reading.is_duty
    can_answer = waits and row.is_for(reading.account_id) and reading.may_answer
    came_back = row.state in (OfferState.DECLINED, OfferState.LAPSED) and row.seen_at is None and is_yours
    came_back = came_back and row.over is None and row.purpose is Purpose.OWN
    own = row.purpose is Purpose.OWN
    return OfferShow(
        offer_id=row.id,
        who=reading.who,
        team_slug=reading.team_slug,
        title=_title(row, reading, can_answer=can_answer, came_back=came_back),
        said=_said(row, at, can_answer=can_answer, came_back=came_back),
        more=_more(row, at, came_back=came_back),
        tone="wait" if waits or came_back else "plain",
        facts=_facts(row, reading),
        form=form,
        press_key=fresh_form().key,
        action_id=row.action_id,
        giver=row.giver,
        accept_words=_accept_words(row),
        latest=_latest_words(row, at),
        reasons=[Option(value, str(words)) for value, words in REASONS.items()],
        can_answer=can_answer,
        can_move=can_answer and own and row.action_id is not None and bool(_latest_words(row, at)),
        can_decline=can_answer and not row.is_pool,
        can_withdraw=waits and is_yours,
        can_keep=came_back,
        others=[_candidate(one) for one in others] if came_back else (),
    )


def _title(row: OfferRow, reading: Reading, *, can_answer: bool, came_back: bool) -> str:
    names = {"giver": row.giver, "to": receiver_words(row), "thing": _thing(row, reading)}
    if can_answer:
        if row.purpose is Purpose.HELP:
            return _("%(giver)s asks for your help") % names
        if row.is_pool:
            return _("%(giver)s offers this to %(to)s") % names
        return (
            _("%(giver)s offers you an action") % names if row.action_id else _("%(giver)s offers you a person") % names
        )
    if came_back:
        holds = reading.account_id == row.owner_account_id and row.owner_is_there
        names["holder"] = holder_words(row)
        if row.state is OfferState.DECLINED:
            words = (
                _("%(to)s declined: %(thing)s is still yours")
                if holds
                else _("%(to)s declined: %(thing)s stays with %(holder)s")
            )
        else:
            words = (
                _("Nobody accepted: %(thing)s is still yours")
                if holds
                else _("Nobody accepted: %(thing)s stays with %(holder)s")
            )
        return words % names
    return _("Offer to %(to)s") % names


def _thing(row: OfferRow, reading: Reading) -> str:
    return reading.who.name if reading.who else shown(row.what)


def _said(row: OfferRow, at: datetime, *, can_answer: bool, came_back: bool) -> str:
    """The first words of the notice: whose the work is now, the reason it came back, or why it is over."""
    if came_back:
        return f"“{row.reason}”" if row.reason else over_words(row, at).partition(": ")[0] + "."
    if over := over_words(row, at):
        return over
    names = {"holder": first_up(holder_words(row)), "to": receiver_words(row)}
    if row.purpose is Purpose.HELP:
        return _("%(holder)s stays responsible, whatever the answer.") % names
    if can_answer:
        return _("%(holder)s is responsible until you accept.") % names
    return (
        _("%(holder)s is responsible until somebody accepts.") % names
        if row.is_pool
        else (_("%(holder)s is responsible until %(to)s accepts.") % names)
    )


def _more(row: OfferRow, at: datetime, *, came_back: bool) -> str:
    if came_back and row.answered_at:
        words = {"when": first_up(at_words(row.answered_at, at)), "holder": holder_words(row)}
        return _("%(when)s. The work did not change hands at any time.") % words
    if over_words(row, at):
        return ""
    words = {"by": by_words(row.answer_by, at), "holder": holder_words(row)}
    if row.purpose is Purpose.HELP:
        return _("The question lapses when it is not answered %(by)s.") % words
    return _("The offer lapses when it is not answered %(by)s, and then stays with %(holder)s.") % words


def _facts(row: OfferRow, reading: Reading) -> list[tuple[str, str]]:
    at = reading.at
    found = [(_("What"), shown(row.what) or _("To be the named lead of this person"))]
    if row.due_at:
        found.append((_("By when"), first_up(by_words(row.due_at, at))))
    if row.return_date:
        found.append((_("Waiting"), _("on hold; it stays so for whoever takes it")))
    if row.note:
        found.append((_("Why you") if row.is_for(reading.account_id) else _("Note"), f"“{shown(row.note)}”"))
    if row.question:
        found.append((_("Asked first"), f"“{shown(row.question)}”"))
    return found


def _accept_words(row: OfferRow) -> str:
    if row.purpose is Purpose.HELP:
        return _("You help; %(giver)s stays responsible and is told.") % {"giver": row.giver}
    return _("It becomes yours now. %(giver)s is told.") % {"giver": row.giver}


def _latest_words(row: OfferRow, at: datetime) -> str:
    """Return the latest time that may be asked for; '' when no other time is possible."""
    if row.due_at is None:
        return ""
    latest = latest_time(row.kind, row.due_at, row.latest_at, at)
    return by_words(latest, at) if latest > row.due_at or row.due_at > at else ""


def _candidate(one: CouldTake) -> Candidate:
    why = listed([_(NEAR[near]) for near in one.near])
    return Candidate(one.member.id, one.member.name, one.member.role_label, why, one.why_not)


def offering_show(
    *,
    kind: str,
    thing_id: UUID,
    who: Who | None,
    team: TeamInfo,
    what: str,
    held: str,
    due_at: datetime | None,
    could: Sequence[CouldTake],
    at: datetime,
    form: Filled | None,
) -> OfferingShow:
    """Return the form of an offer; by itself it goes to nobody, to be answered by the usual time."""
    titles = {
        "action": _("Hand on"),
        "help": _("Ask for help"),
        "person": _("Offer to lead this person"),
    }
    usual = by_words(usual_answer_by(at, due_at, team.calendar), at)
    by = [Option(USUAL, _("%(when)s (usual)") % {"when": first_up(usual)})]
    by += [one for one in by_options(at=at, calendar=team.calendar) if one.value == OTHER]
    return OfferingShow(
        kind=kind,
        thing_id=thing_id,
        who=who,
        team_slug=team.slug,
        title=titles[kind],
        what=shown(what),
        held=held,
        to=receiver_options(could),
        by=by,
        usual=usual,
        why_not=[
            cannot_own(one.member.name)
            if one.knows_them
            else _("%(name)s: %(why)s.") % {"name": one.member.name, "why": one.why_not}
            for one in could
            if one.why_not
        ],
        form=form or fresh_form(by=USUAL),
    )


def receiver_options(could: Sequence[CouldTake]) -> list[Option]:
    """Return whom work can be offered to: members, nearest first, then the roles that several could take it in, the team."""
    able = [one for one in could if not one.why_not]
    found = [Option(str(one.member.id), _member_words(one)) for one in able]
    found += [Option(f"{ROLE}{role}", first_up(pool_words(role))) for role in sorted({one.member.role for one in able})]
    return [*found, Option(TEAM, first_up(pool_words("")))]


def _member_words(one: CouldTake) -> str:
    near = [_("not for everybody here")] if one.knows_some else [_(NEAR[near]) for near in one.near[:1]]
    return ", ".join([one.member.name, one.member.role_label, *near])


def offers_show(
    rows: Sequence[OfferRow], names: Mapping[UUID, str], *, team: TeamInfo, account_id: UUID, at: datetime
) -> OffersShow:
    """Return a team's offers by what the reader has to do with them; each stands once."""
    titles = {
        "you": _("To you"),
        "pool": _("For any of you to take"),
        "yours": _("From you"),
        "others": _("Between others"),
    }
    found: dict[str, list[OfferLine]] = {code: [] for code in titles}
    for row in rows:
        found[_section(row, account_id, at)].append(_line(row, names, account_id, at))
    sections = [OfferSection(code, titles[code], lines) for code, lines in found.items() if lines]
    return OffersShow(team.slug, team.name, sections, fresh_form().key)


def offered_words(rows: Sequence[OfferRow], at: datetime) -> list[tuple[UUID, str]]:
    """Return an action's offers that somebody has something to do about: each id with where it stands."""
    found = []
    for row in rows:
        words = {
            "to": receiver_words(row),
            "by": by_words(row.answer_by, at),
            "when": at_words(row.answered_at or at, at),
        }
        if row.state is OfferState.WAITING and not row.lapses(at):
            said = (
                _("Asked %(to)s for help, answer %(by)s")
                if row.purpose is Purpose.HELP
                else (_("Offered to %(to)s, answer %(by)s"))
            )
            found.append((row.id, said % words))
        elif (
            row.state in (OfferState.DECLINED, OfferState.LAPSED) and row.seen_at is None and row.purpose is Purpose.OWN
        ):
            said = _("%(to)s declined it %(when)s") if row.state is OfferState.DECLINED else _("Nobody accepted it")
            found.append((row.id, said % words))
    return found


def helpers_words(rows: Sequence[OfferRow]) -> str:
    """Return who helps with an action, by name; '' for nobody."""
    helped = [row.answered_by for row in rows if row.purpose is Purpose.HELP and row.state is OfferState.ACCEPTED]
    return listed(dict.fromkeys(reversed(helped)))


def _section(row: OfferRow, account_id: UUID, at: datetime) -> str:
    if row.is_for(account_id) and not over_words(row, at):
        return "pool" if row.is_pool else "you"
    return "yours" if account_id in (row.giver_account_id, row.owner_account_id) else "others"


def _line(row: OfferRow, names: Mapping[UUID, str], account_id: UUID, at: datetime) -> OfferLine:
    for_you = row.is_for(account_id) and not over_words(row, at)
    words = {"giver": row.giver, "to": receiver_words(row), "reason": row.reason, "holder": holder_words(row)}
    if row.state is OfferState.DECLINED:
        said = _("%(to)s declined: “%(reason)s”; it stays with %(holder)s") % words
    elif row.state is OfferState.LAPSED:
        said = _("Nobody accepted it; it stays with %(holder)s") % words
    elif row.purpose is Purpose.HELP:
        said = _("%(giver)s asks %(to)s for help") % words
    else:
        said = _("%(giver)s offers it to %(to)s; %(holder)s owns it until then") % words
    return OfferLine(
        offer_id=row.id,
        person_id=row.person_id,
        name=names.get(row.person_id, "") if row.person_id else "",
        what=shown(row.what) or _("To be the named lead"),
        words=said,
        when=_("answer %(by)s") % {"by": by_words(row.answer_by, at)} if not over_words(row, at) else "",
        door=(_("Answer") if not row.is_pool else _("Open")) if for_you else _("Open"),
        can_take=for_you and row.is_pool,
    )


MOST_SHOWN = 100


def work_show(
    rows: Sequence[ActionRow],
    names: Mapping[UUID, str],
    *,
    team: TeamInfo,
    account_id: UUID,
    view: str,
    at: datetime,
    could: Sequence[CouldTake],
    form: Filled,
    results: Sequence[LineResult] = (),
) -> WorkShow:
    """Return work to be acted on together; of what was just done, each line with its result, refused ones still ticked."""
    mine = [row for row in rows if row.owner_account_id == account_id and row.is_owner_there]
    told = {one.action_id: one for one in results}
    listed_rows = [row for row in (mine if view == "mine" else rows) if row.id in told or row.state in ("open", "held")]
    done, refused = (sum(one.is_done is is_so for one in results) for is_so in (True, False))
    said = ""
    if results:
        said = ngettext("%(n)d action done", "%(n)d actions done", done) % {"n": done}
        said += (
            "; " + ngettext("%(n)d refused, see its line", "%(n)d refused, see their lines", refused) % {"n": refused}
            if refused
            else ""
        )
    return WorkShow(
        team_slug=team.slug,
        team_name=team.name,
        view=view,
        number_mine=len(mine),
        number_team=len(rows),
        lines=[_work_line(row, names, told.get(row.id), form, at) for row in listed_rows[:MOST_SHOWN]],
        form=form,
        to=receiver_options(could),
        by=by_options(at=at, calendar=team.calendar),
        said=said,
        number_refused=refused,
        is_cut=len(listed_rows) > MOST_SHOWN,
    )


def _work_line(
    row: ActionRow, names: Mapping[UUID, str], result: LineResult | None, form: Filled, at: datetime
) -> WorkLine:
    standing, words = standing_words(row, at)
    ticked = form.has("line", str(row.id)) and (result is None or not result.is_done)
    said = (_("Done") if result.is_done else result.words) if result else ""
    return WorkLine(
        action_id=row.id,
        version=row.version,
        what=shown(row.what),
        name=names.get(row.person_id, "") if row.person_id else "",
        owner=owner_words(row),
        standing=standing,
        standing_words=words,
        is_ticked=ticked,
        result=said,
        is_done=bool(result and result.is_done),
    )
