"""Says of a draft what whoever signs it reads; of versions what became of each."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act.seams import Decision
from kith.policy.check_rules import Finding
from kith.policy.in_force import Behind
from kith.policy.models import APPROVERS, Scope, Status
from kith.rulebook.floor_queries import LAXER_TEAM, Touched
from kith.rulebook.mending_rules import is_answerable, key_of
from kith.rulebook.queries import Proposed
from kith.rulebook.shows import ChangeWords, DraftShow, TeamLine, VersionLine
from kith.web.shows import RightNote
from kith.web.words import day_of, plain_day


def draft_show(
    draft: Behind,
    added: Proposed | None,
    found: Sequence[Finding],
    changes: Sequence[ChangeWords],
    volume: str,
    *,
    who: str,
    reader: str,
    is_mine: bool,
    decision: Decision,
    teams: Sequence[TeamLine] = (),
) -> DraftShow:
    """Return a draft as a reader sees it; `reader` is their name as they would sign."""
    waiting = [one for one in found if not (is_answerable(one) and added and key_of(one) in added.answers)]
    waits = _waits_for(waiting)
    has_signed = reader in draft.approved_by and not is_mine
    may = decision.verdict == "decide" and not is_mine and not has_signed and added is not None
    return DraftShow(
        version_id=draft.id,
        who=_("%(who)s, %(day)s") % {"who": who or _("somebody without an account"), "day": _day(draft.proposed_at)},
        why=added.why if added else "",
        from_words=_from(added),
        signed=draft.approved_by,
        changes=changes,
        volume=volume,
        note=None if may and waits else _note(draft, added, decision, is_mine=is_mine, has_signed=has_signed),
        can_sign=may and not waits,
        sign=_sign(draft, reader, added),
        is_mine=is_mine and added is not None,
        can_withdraw=added is not None and (is_mine or decision.verdict == "decide"),
        waits_for=waits,
        is_own=added is not None,
        teams=teams,
    )


def team_lines(touched: Sequence[Touched], found: Sequence[Finding], reader: UUID) -> list[TeamLine]:
    """Return what a draft of a place would change for each of its teams, the reader's own first."""
    laxer = {one.rows[-1] for one in found if one.kind == LAXER_TEAM}
    ordered = sorted(touched, key=lambda one: (one.team_id != reader, one.name))
    return [
        TeamLine(one.name, _for_team(one, one.name in laxer), one.name in laxer, one.team_id == reader)
        for one in ordered
    ]


def _for_team(one: Touched, is_laxer: bool) -> str:
    if is_laxer:
        return _("has a table of its own that would be laxer: it changes that first")
    if one.own_number is not None:
        return _("keeps its own, version %(number)d, which is as strict") % {"number": one.own_number}
    return _("what is proposed here holds for it")


def _waits_for(waiting: Sequence[Finding]) -> str:
    if not waiting:
        return ""
    words = ngettext(
        "It can be signed when %(n)d thing that was found is mended or answered.",
        "It can be signed when the %(n)d things that were found are mended or answered.",
        len(waiting),
    )
    return words % {"n": len(waiting)}


def _from(added: Proposed | None) -> str:
    if added and added.from_day:
        return _("from %(day)s, or from the second signature if that is later") % {"day": _day(added.from_day)}
    return _("from the moment of the second signature")


def _note(
    draft: Behind, added: Proposed | None, decision: Decision, *, is_mine: bool, has_signed: bool
) -> RightNote | None:
    """Return what a press would do, or why the reader does not sign."""
    if added is None:
        words = _("Signed through local administration, which keeps this draft.")
        return RightNote("no", words, _("Two people, neither of them the proposer."), "")
    if is_mine:
        return RightNote("no", _("You proposed this: two others sign it"), decision.sentence, decision.rule)
    if has_signed:
        return RightNote("no", _("You have signed: somebody else signs beside you"), decision.sentence, decision.rule)
    if decision.verdict != "decide":
        return RightNote("no", _("Not yours to sign"), decision.sentence, "")
    left = APPROVERS - len(draft.approved_by)
    words = (
        _("With your signature it is in force, and everybody whom it concerns is told")
        if left <= 1
        else _("You sign, and one more signs")
    )
    return RightNote("decide", words, decision.sentence, decision.rule)


def _sign(draft: Behind, reader: str, added: Proposed | None) -> str:
    if len(draft.approved_by) + 1 < APPROVERS:
        return _("Sign as %(name)s") % {"name": reader}
    if added and added.from_day:
        return _("Sign as %(name)s, in force from %(day)s") % {"name": reader, "day": _day(added.from_day)}
    return _("Sign as %(name)s and put it in force") % {"name": reader}


def version_lines(
    versions: Sequence[Behind], names: Mapping[UUID, str], place: str, team: str, *, shown: object, now: object
) -> list[VersionLine]:
    """Return the versions, newest first, each with who stands behind it and what became of it."""
    return [
        VersionLine(
            one.id,
            _which(one, place, team),
            _more(one, names, is_now=one.id == now),
            _MARKS[one.status] if one.id == now or one.status != Status.PUBLISHED else "none",
            one.id == shown,
            one.id == now,
        )
        for one in versions
    ]


_MARKS: Mapping[str, str] = {Status.DRAFT: "wait", Status.PUBLISHED: "done", Status.RETIRED: "none"}


def _which(one: Behind, place: str, team: str) -> str:
    whose = team if one.scope == Scope.TEAM else _("Floor of %(place)s") % {"place": place}
    words = {"whose": whose, "number": one.number}
    return (
        _("%(whose)s, draft %(number)d") % words
        if one.effective_from is None
        else _("%(whose)s, version %(number)d") % words
    )


def _more(one: Behind, names: Mapping[UUID, str], *, is_now: bool) -> str:
    by = names.get(one.proposed_by_id, "") or _("somebody without an account")
    said = [_("proposed by %(who)s, %(day)s") % {"who": by, "day": _day(one.proposed_at)}]
    if one.approved_by:
        said.append(_("signed by %(who)s") % {"who": ", ".join(one.approved_by)})
    if one.effective_from is None:
        said.append(_("withdrawn %(day)s") % {"day": _day(one.retired_at)} if one.retired_at else _("not in force"))
    elif is_now:
        said.insert(0, _("in force since %(day)s") % {"day": _day(one.effective_from)})
    else:
        said.insert(0, _("from %(day)s") % {"day": _day(one.effective_from)})
        if one.retired_at:
            said.append(_("ended %(day)s") % {"day": _day(one.retired_at)})
    return "; ".join(said)


def _day(when: date) -> str:
    return plain_day(day_of(when))
