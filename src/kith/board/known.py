"""What is known of a person from records, in words: facts by kind with date and source."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act.refusals import NotVisible
from kith.board.person_queries import FactRow, PersonRows
from kith.board.person_shows import Known, KnownFact
from kith.person.presenter import exact_words
from kith.person.rules import shown
from kith.place.rules import local_day
from kith.record.rules import KINDS
from kith.web.words import listed, plain_day

KNOWN_AT_ONCE = 5
"""Facts of a kind told at once; the rest stands behind a press. Allergies are always told in full."""
ORDER_OF_KINDS = ("condition", "allergy", "medicine", "observation", "care plan", "goal", "care team", "encounter")
_ENTERED = {"active", "completed", "final", "finished", "amended", "corrected", "unknown", "accepted", "proposed", ""}
_GONE = {"refuted", "resolved", "inactive"}


def allergies_of(facts: Iterable[FactRow]) -> list[str]:
    """Return the allergies that still hold, in words, for the line under the name."""
    return [_allergy(one) for one in facts if one.kind == "allergy" and one.status not in _GONE]


def _allergy(fact: FactRow) -> str:
    reactions = fact.detail.get("reactions") or []
    about = [listed(reactions) if isinstance(reactions, list) else str(reactions), when_words(fact, None)]
    words = ", ".join(part for part in about if part)
    return f"{shown(fact.label)} ({words})" if words else shown(fact.label)


def known_groups(rows: PersonRows, at: datetime) -> list[Known]:
    """Facts by kind in the order of the page, each with its date and source; restricted ones as a line of their own."""
    by_kind = {kind: list(found) for kind, found in groupby(rows.facts, key=lambda one: one.kind)}
    groups = [_group(by_kind[kind], at) for kind in ORDER_OF_KINDS if kind in by_kind]
    if rows.number_restricted:
        words = ngettext("%(n)d fact is restricted", "%(n)d facts are restricted", rows.number_restricted)
        kept = KnownFact(words % {"n": rows.number_restricted}, "", _("ask your safeguarding lead"))
        groups.append(Known(_("Restricted"), [kept]))
    return groups


def _group(facts: list[FactRow], at: datetime) -> Known:
    kind = facts[0].kind
    told = [known_fact(one, at) for one in facts]
    first = len(told) if kind == "allergy" else KNOWN_AT_ONCE
    return Known(title_of(kind), told[:first], told[first:], facts[0].total, kind.replace(" ", "-"))


def kind_of_code(code: str) -> str:
    """Return the kind of facts that an address names: 'care-plan' is 'care plan'. Raises NotVisible for any other."""
    kind = code.replace("-", " ")
    if kind not in KINDS:
        raise NotVisible
    return kind


def title_of(kind: str) -> str:
    """Return the heading of a kind of facts: 'Medicines'."""
    return next(_(row.plural) for name, row in KINDS.items() if name == kind)


def known_fact(fact: FactRow, at: datetime) -> KnownFact:
    """Return a fact with when it was or since when it holds, and where it came from."""
    return KnownFact(fact_words(fact), when_words(fact, at), _source(fact))


def fact_words(fact: FactRow) -> str:
    """Return what a fact says: 'Body weight: 62.1 kg', 'Penicillin', 'Furosemide 40 mg: one in the morning'."""
    value = f"{fact.number:g} {fact.unit}".strip() if fact.number is not None else shown(fact.text)
    words = f"{shown(fact.label)}: {value}" if value else shown(fact.label)
    return f"{words} ({fact.status})" if fact.status not in _ENTERED else words


def when_words(fact: FactRow, at: datetime | None) -> str:
    """Return the date of a fact as exact as it is known: '5 June 2026', 'since 2011', '2011 to 2 May 2014'; alone without `at`."""
    if fact.starts_at is None:
        return _("date not known") if at else ""
    told = exact_words(local_day(fact.starts_at), fact.starts_precision)
    if at is None or fact.kind in ("observation", "encounter"):
        return told
    if fact.ends_at and fact.kind != "goal" and fact.ends_at <= at:
        return _("%(start)s to %(end)s") % {"start": told, "end": plain_day(fact.ends_at)}
    return _("since %(start)s") % {"start": told}


def _source(fact: FactRow) -> str:
    """Where a fact came from: the host of the system that sent it, or that it came by an import without one."""
    if not fact.source:
        return _("our own record")
    if fact.source.startswith("urn:"):
        return _("an import")
    return shown(fact.source.partition("://")[2].partition("/")[0] or fact.source)
