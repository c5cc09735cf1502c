"""The minutes of a case, made once, when the meeting closes: lines of a heading and words. No query, no clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.action.offer_words import pool_words
from kith.mdt.queries import AskedRow, CaseRow, DecisionRow, TellingRow, Whole
from kith.mdt.right_rules import right_words
from kith.mdt.rules import WAYS, outcome_label
from kith.place.rules import date_words, local_day, time_words
from kith.policy.queries import role_label

Line = tuple[str, str]


def minutes_of_case(
    whole: Whole, case: CaseRow, asked: Sequence[AskedRow], question: str, not_asked_because: str
) -> list[Line]:
    """
    Return what the minutes say of a case; nothing of a restricted one.

    The person's own question first, or why they were not asked; what specialists were asked and answered; each decision with
    its right, owner and day; the plan's version; what became of the case; how the person is told.
    """
    if case.is_restricted:
        return []
    lines: list[Line] = []
    if question:
        lines.append((_("Their question"), f"“{question}”"))
    elif not_asked_because:
        lines.append((_("Their question"), _("Not asked: %(why)s") % {"why": not_asked_because}))
    lines += [
        (_("Asked of %(role)s") % {"role": role_label(one.to_role)}, _answered(one, whole.names)) for one in asked
    ]
    lines += [(_("Decided"), decision_words(one, whole.names)) for one in whole.decided(case.id)]
    if plan := plan_words(case):
        lines.append((_("Plan"), plan))
    if case.outcome:
        words = outcome_label(case.outcome)
        lines.append((_("Outcome"), f"{words}: {case.reason}" if case.reason else words))
    if telling := whole.tellings.get(case.id):
        lines.append((_("How they are told"), telling_words(telling, whole.names)))
    return lines


def decision_words(one: DecisionRow, names: Mapping[UUID, str]) -> str:
    """Return a decision in words: what, who decides by which right, who does it, by when."""
    right = right_words(one.verdict, one.rule, role_label(one.decider_role), role_label(one.to_role))
    return _("%(what)s. %(decider)s: %(right)s. %(owner)s, by %(when)s.") % {
        "what": one.what.rstrip("."),
        "decider": names.get(one.decider_id, ""),
        "right": right,
        "owner": owner_words(one, names),
        "when": when_words(one.due_at),
    }


def owner_words(one: DecisionRow, names: Mapping[UUID, str]) -> str:
    """Return who does what was decided; while an offer waits, also who answers for it until then."""
    owner = names.get(one.owner_id, "")
    if one.offered_to_id is None and not one.offered_pool:
        return owner
    to = names.get(one.offered_to_id, "") if one.offered_to_id else pool_words(one.offered_pool)
    return _("offered to %(name)s; until they accept, %(owner)s answers for it") % {"name": to, "owner": owner}


def telling_words(one: TellingRow, names: Mapping[UUID, str]) -> str:
    """Return how a person is to be told: 'Callum Reid, by phone, by Thursday 11 June 5pm'."""
    words = {"name": names.get(one.by_id, ""), "how": _(WAYS[one.how]).lower(), "when": when_words(one.due_at)}
    return _("%(name)s, %(how)s, by %(when)s") % words


def told_words(one: TellingRow, names: Mapping[UUID, str]) -> str:
    """Return how a person was told, or why it was not possible; '' while nobody has said."""
    if one.told_at is None:
        return ""
    if one.not_possible_because:
        return _("Not possible: %(why)s") % {"why": one.not_possible_because}
    words = {
        "name": names.get(one.told_by_id, "") if one.told_by_id else "",
        "how": _(WAYS[one.told_how]).lower(),
        "when": when_words(one.told_at),
    }
    told = _("Told by %(name)s, %(how)s, %(when)s.") % words
    return _("%(told)s They said: “%(said)s”") % {"told": told, "said": one.said} if one.said else told


def plan_words(case: CaseRow) -> str:
    """Return which version of the plan stood, and which it became in the meeting; '' without a plan."""
    after = case.plan_after if case.outcome else case.plan_now
    if after is None:
        return ""
    if case.plan_before == after:
        return _("version %(number)d, not changed here") % {"number": after}
    if case.plan_before is None:
        return _("begun here: version %(number)d") % {"number": after}
    return _("changed here: version %(before)d became version %(after)d") % {"before": case.plan_before, "after": after}


def when_words(at: datetime) -> str:
    """Return a moment as minutes say it: 'Friday 12 June midday'."""
    return _("%(day)s %(time)s") % {"day": date_words(local_day(at)), "time": time_words(at)}


def _answered(one: AskedRow, names: Mapping[UUID, str]) -> str:
    asked = one.words
    if not one.verdict:
        return _("%(question)s Not answered.") % {"question": asked}
    said = {"yes": _("Yes"), "no": _("No")}.get(one.verdict, "")
    answer = f"{said}. {one.answer}".strip(". ") if said else one.answer
    name = names.get(one.answered_by_id, "") if one.answered_by_id else ""
    words = {
        "question": asked,
        "answer": answer.rstrip("."),
        "name": name,
        "role": role_label(one.answered_as),
        "rule": one.rule,
    }
    if one.rule:
        return _("%(question)s Answer: %(answer)s. %(name)s: %(role)s decided it beforehand (%(rule)s).") % words
    return _("%(question)s Answer: %(answer)s. %(name)s, %(role)s; not a decision.") % words
