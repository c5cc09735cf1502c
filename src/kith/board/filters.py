"""The filters of a board: whom they let through, and what they say in words."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from kith.board.asking import NOBODY, Asked
from kith.board.queries import OnBoard
from kith.board.rules import SortBy
from kith.board.section_rules import heading
from kith.board.team_day import TeamDay
from kith.caseload.rules import tier_words
from kith.web.words import first_down


def matches(one: OnBoard, asked: Asked) -> bool:
    """Say whether somebody on the board is asked for: by day lead, by any of the reasons, by any of the risk tiers."""
    codes = {reason.section for reason in one.line.reasons}
    return (
        _is_led(one, asked.lead)
        and (not asked.why or not codes.isdisjoint(asked.why))
        and (not asked.tiers or one.risk_tier in asked.tiers)
        and (not asked.followed or one.is_followed)
    )


def _is_led(one: OnBoard, lead: str) -> bool:
    if not lead:
        return True
    if lead == NOBODY:
        return one.lead_today is None
    return one.lead_today is not None and str(one.lead_today.account_id) == lead


def names_of(teams: Mapping[UUID, TeamDay]) -> dict[str, str]:
    """Return everybody on these teams by account, as filters name them."""
    return {str(one.account_id): one.name for team in teams.values() for one in team.colleagues.values()}


def is_gone(lead: str, names: Mapping[str, str]) -> bool:
    """Say whether a filter names somebody who is on none of the teams any more."""
    return bool(lead) and lead != NOBODY and lead not in names


def filter_words(asked: Asked, names: Mapping[str, str]) -> str:
    """Return who is asked for in words: 'led by Joy Adeyemi, contact missed or actions overdue'; '' for everybody."""
    parts = []
    if asked.lead:
        nobody = _("nobody") if asked.lead == NOBODY else _("somebody who is not on your teams any more")
        parts.append(_("led by %(name)s") % {"name": names.get(asked.lead, nobody)})
    if asked.why:
        parts.append(_either(first_down(heading(one).title) for one in asked.why))
    if asked.tiers:
        parts.append(_("risk tier %(tiers)s") % {"tiers": _either(tier_words(one) for one in asked.tiers)})
    if asked.followed:
        parts.append(_("people you follow"))
    return ", ".join(parts)


def shown_words(asked: Asked, names: Mapping[str, str]) -> str:
    """Return the filter in words with the order, where it is not the usual one: what stands above the list."""
    order = {SortBy.SEEN: _("longest since seen first"), SortBy.NAME: _("by name")}.get(asked.sort, "")
    return ", ".join(filter(None, (filter_words(asked, names), order)))


def _either(words: Iterable[str]) -> str:
    """Return words in a row of which one is meant: 'high', 'medium or high', 'low, medium or high'."""
    *most, last = words
    return _("%(most)s or %(last)s") % {"most": ", ".join(most), "last": last} if most else last
