"""The end of a huddle in words: the refusal with its cures, what it came to, the record. No query, no clock."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.board.moment_rules import age_words, by_words
from kith.huddle.closing_rules import Loose, LooseKind, loose_words
from kith.huddle.in_hand import PersonInHand
from kith.huddle.outcome_rules import Outcome, open_outcomes, outcome_label, plan_words
from kith.huddle.presenter import Running, gone_words, lead_words, way_options, who_options, why_not
from kith.huddle.queries import AgreedRow, ItemRow, RaisedRow, Whole
from kith.huddle.remarks import RemarkRow
from kith.huddle.rules import Presence
from kith.huddle.shows import (
    ClosedShow,
    CloseRefusedShow,
    LooseEnd,
    RecordedAction,
    RecordedItem,
    RecordedNote,
    RecordShow,
    Remark,
    Unchanged,
)
from kith.place.rules import date_words, local_day, time_words
from kith.web.shows import Filled, Option
from kith.web.words import age, first_up, long_day

FIRST_FIELD = {
    LooseKind.OWNER: "who",
    LooseKind.DEADLINE: "by",
    LooseKind.OUTCOME: "outcome",
    LooseKind.ACTION: "what",
    LooseKind.NOTE: "told_who",
}


def refused_show(
    running: Running,
    people: Mapping[UUID, PersonInHand],
    *,
    form: Filled,
    known: frozenset[str] | None = None,
    who_may: str = "",
) -> CloseRefusedShow:
    """
    Return the page that refuses to close and cures it.

    `known` are the loose ends that an earlier answer showed, None for a first one; `who_may` is empty for whoever may close.
    """
    found = running.whole.loose
    return CloseRefusedShow(
        team_slug=running.team.slug,
        title=loose_words(found) if found else _("The huddle cannot close yet: say why it is closed late"),
        loose=[_loose_end(running, people, one, known) for one in found],
        why_not=_why_not(running, people, found),
        by=running.when.options,
        ways=way_options(),
        sound=_sound(running.whole),
        form=form,
        known=" ".join(mark_of(one) for one in found),
        needs_reason=running.whole.huddle.day != local_day(running.at),
        may_close=not who_may,
        who_may=who_may,
    )


def mark_of(loose: Loose) -> str:
    """Return what a form remembers a loose end by."""
    return f"{loose.kind}:{loose.thing_id}"


def field_of(kind: LooseKind, thing_id: UUID, field: str = "") -> str:
    """Return the field that mends a loose end, or the named one of its fields."""
    return f"{field or FIRST_FIELD[kind]}-{thing_id}"


def missing_words(running: Running) -> dict[str, str]:
    """Return what to enter for each loose end, by field."""
    return {field_of(one.kind, one.thing_id): _missing(running, one) for one in running.whole.loose}


def _missing(running: Running, one: Loose) -> str:
    what = next((row.what for row in running.whole.agreed if row.id == one.thing_id), "")
    words = {"what": what.rstrip("."), "name": running.whole.item(one.item_id).name}
    return {
        LooseKind.OWNER: _("Choose who will do it: “%(what)s”"),
        LooseKind.DEADLINE: _("Choose when it is to be done by: “%(what)s”"),
        LooseKind.OUTCOME: _("Choose what happens next for %(name)s"),
        LooseKind.ACTION: _("Write down the action for %(name)s"),
        LooseKind.NOTE: _("Write who was told, how, when, and what they said"),
    }[one.kind] % words


_ON_THE_ITEM = (Outcome.ESCALATION, Outcome.HAND_OVER)
"""Outcomes that are decided on the page of the person alone: they ask for more than a line."""


def _loose_end(
    running: Running, people: Mapping[UUID, PersonInHand], one: Loose, known: frozenset[str] | None
) -> LooseEnd:
    item = running.whole.item(one.item_id)
    person = people[item.person_id]
    offered = [outcome for outcome in open_outcomes(person.in_hand, running.at) if outcome not in _ON_THE_ITEM]
    return LooseEnd(
        kind=one.kind,
        thing_id=one.thing_id,
        name=item.name,
        age=person.facts.age,
        sentence=one.sentence,
        known=_known(running, item, one, person),
        outcomes=[Option(outcome, _outcome_words(outcome, person, running)) for outcome in offered],
        is_new=known is not None and mark_of(one) not in known,
        who=who_options(running.about(person)),
    )


def _why_not(running: Running, people: Mapping[UUID, PersonInHand], found: Sequence[Loose]) -> list[str]:
    """Return why some colleagues are not listed beside the loose ends of some people, each sentence once."""
    about = {running.whole.item(one.item_id).person_id for one in found}
    told = [words for key in sorted(about) for words in why_not(running.about(people[key]))]
    return list(dict.fromkeys(told or why_not(running)))


def _outcome_words(outcome: Outcome, person: PersonInHand, running: Running) -> str:
    if outcome is Outcome.AS_PLANNED:
        words = {"outcome": outcome_label(outcome), "plan": plan_words(person.in_hand, running.at)}
        return _("%(outcome)s: %(plan)s") % words
    if outcome is Outcome.WEEKLY_MEETING:
        words = {"outcome": outcome_label(outcome), "day": date_words(local_day(running.meets_at))}
        return _("%(outcome)s, %(day)s") % words
    return _("No change, because") if outcome is Outcome.NO_CHANGE else outcome_label(outcome)


def _known(running: Running, item: ItemRow, one: Loose, person: PersonInHand) -> str:
    agreed = next((row for row in running.whole.agreed if row.id == one.thing_id), None)
    if agreed:
        return _agreed_words(running, agreed)
    raised = next((row for row in running.whole.raised if row.id == one.thing_id), None)
    if raised:
        return _("%(what)s. Raised by %(who)s at %(time)s, to %(to)s.") % {
            "what": raised.what.rstrip("."),
            "who": running.name(raised.raised_by_id),
            "time": time_words(raised.raised_at),
            "to": running.name(raised.to_id),
        }
    lead = lead_words(running, person.lead.member_id if person.lead else None)
    return _("%(why)s. Day lead: %(lead)s.") % {"why": first_up(item.why), "lead": lead}


def _agreed_words(running: Running, row: AgreedRow) -> str:
    parts = [f"{first_up(row.what.rstrip('.'))}."]
    chosen = row.offered_to_id or row.owner_id
    parts += [_("Owner: %(name)s.") % {"name": running.name(chosen)}] if chosen else []
    parts += [f"{first_up(by_words(row.due_at, running.at))}."] if row.due_at else []
    return " ".join(parts)


def _sound(whole: Whole) -> list[str]:
    settled = sum(one.outcome is not None for one in whole.items)
    actions = sum(one.action_id is not None for one in whole.agreed)
    notes = sum(one.told_at is not None for one in whole.raised)
    parts = (
        (settled, ngettext("%(n)d person with an outcome.", "%(n)d people with an outcome.", settled)),
        (actions, ngettext("%(n)d action, with an owner and a deadline.",
                           "%(n)d actions, each with an owner and a deadline.", actions)),
        (notes, ngettext("%(n)d escalation with its note.", "%(n)d escalations, each with its note.", notes)),
    )  # fmt: skip
    sentences = [words % {"n": number} for number, words in parts if number]
    return sentences + ([gone_words(whole.number_gone)] if whole.number_gone else [])


# Afterwards


def closed_show(running: Running, changes: Mapping[UUID, date]) -> ClosedShow:
    """Return what a closed huddle came to, with those left as they are, longest without a change first."""
    whole = running.whole
    assert whole.huddle.closed_at is not None
    return ClosedShow(
        team_slug=running.team.slug,
        huddle_id=whole.huddle.id,
        closed_at=whole.huddle.closed_at,
        number_of_people=len(whole.items),
        number_of_actions=sum(one.action_id is not None for one in whole.agreed),
        number_raised=len(whole.raised),
        number_to_meeting=sum(one.outcome is Outcome.WEEKLY_MEETING for one in whole.items),
        unchanged=_unchanged(whole, changes),
    )


def _unchanged(whole: Whole, changes: Mapping[UUID, date]) -> list[Unchanged]:
    kept = [one for one in whole.items if one.outcome is Outcome.NO_CHANGE]
    kept.sort(key=lambda one: (changes.get(one.person_id, date.min), one.position, one.id))
    return [
        Unchanged(one.person_id, one.name, one.reason, _ago(changes.get(one.person_id), whole.huddle.day))
        for one in kept
    ]


def _ago(day: date | None, today: date) -> str:
    if day is None:
        return _("none in a huddle yet")
    words = age_words(day, today)
    return words if (today - day).days < 2 else _("%(age)s ago") % {"age": words}


def record_show(running: Running, said: Sequence[RemarkRow]) -> RecordShow:
    """Return the record of a huddle."""
    whole, huddle = running.whole, running.whole.huddle
    names = {how: [name for key, name in whole.names.items() if whole.attendance.get(key) is how] for how in Presence}
    return RecordShow(
        team_slug=running.team.slug,
        team_name=running.team.name,
        day=huddle.day,
        started_at=huddle.started_at,
        closed_at=huddle.closed_at,
        facilitator=running.name(huddle.facilitator_id),
        room=names[Presence.ROOM],
        joined=names[Presence.JOINED],
        away=names[Presence.AWAY],
        items=[_recorded(running, one, said) for one in whole.items],
        late_because=huddle.closed_late_because,
        closed_by=running.name(huddle.closed_by_id),
        gone_words=gone_words(whole.number_gone),
    )


_TOLD_BY_ROWS = frozenset({Outcome.ACTION, Outcome.HAND_OVER, Outcome.ESCALATION})
"""Outcomes that the record tells by what was agreed and raised, not by the decision's words again."""


def _recorded(running: Running, item: ItemRow, said: Sequence[RemarkRow]) -> RecordedItem:
    whole = running.whole
    decision = "" if item.outcome in _TOLD_BY_ROWS else item.decision
    return RecordedItem(
        person_id=item.person_id,
        name=item.name,
        age=age(item.born, whole.huddle.started_at) if item.born else None,
        why=first_up(item.why),
        outcome=decision if item.outcome else _("No outcome yet"),
        actions=[_recorded_action(running, one) for one in whole.agreed if one.item_id == item.id],
        notes=[_recorded_note(running, one) for one in whole.raised if one.item_id == item.id],
        remarks=[_recorded_remark(running, one) for one in said if one.item_id == item.id],
    )


def _recorded_action(running: Running, one: AgreedRow) -> RecordedAction:
    by = _("by %(day)s %(time)s") % {"day": long_day(one.due_at), "time": time_words(one.due_at)} if one.due_at else ""
    owner = running.name(one.owner_id) or _("nobody yet")
    if one.offered:
        words = {"name": running.receiver(one.offered), "owner": owner}
        owner = _("offered to %(name)s; until they accept, %(owner)s answers for it") % words
    return RecordedAction(first_up(one.what), owner, by or _("no deadline yet"))


def _recorded_remark(running: Running, one: RemarkRow) -> Remark:
    return Remark(one.id, running.name(one.by_id), one.said_at, one.text, one.shown_at is not None)


def _recorded_note(running: Running, one: RaisedRow) -> RecordedNote:
    told = _("No note yet.")
    if one.told_at:
        words = {"who": one.told_who, "how": one.told_how, "time": time_words(one.told_at), "said": one.said}
        told = _("Told: %(who)s, %(how)s, %(time)s: “%(said)s”.") % words
    return RecordedNote(one.what, running.name(one.to_id), told)
