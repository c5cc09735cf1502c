"""Mending loose ends on the page that closes: one line at a time, each by itself (P14)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids
from kith.huddle import deciding, escalating, giving
from kith.huddle.closing_rules import LooseKind
from kith.huddle.deciders import Room
from kith.huddle.deciding import check_decision, decide
from kith.huddle.in_hand import PersonInHand
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import Whole
from kith.huddle.types import Cure, Decision, Mended


class Mending:
    """The lines of one command: each in a savepoint of its own, on rows as the lines before left them."""

    def __init__(self, act: Act, room: Room, found: Whole, people: Mapping[UUID, PersonInHand]) -> None:
        self.act, self.room, self.people = act, room, people
        self.items = {one.id: one for one in found.items}
        self.agreed = {one.id: one for one in found.agreed}
        self.raised = {one.id: one for one in found.raised}
        self.loose = {(one.kind, one.thing_id) for one in found.loose}

    def line(self, cure: Cure) -> Mended:
        """Mend one loose end, and answer for it."""
        key = ids.derived("huddle.mend", self.act.key, cure.kind, cure.thing_id)
        answer = Mended(cure.kind, cure.thing_id, str(key))
        if (cure.kind, cure.thing_id) not in self.loose:
            return answer
        try:
            with transaction.atomic():
                self._cures[cure.kind](self, cure, key)
        except Refusal as refusal:
            return replace(answer, refusal=refusal.sentence, field=refusal.field)
        self.loose.discard((cure.kind, cure.thing_id))
        self.act.concerns(self._person_of(cure))
        return answer

    def _complete(self, cure: Cure, key: UUID) -> None:
        row = self.agreed[cure.thing_id]
        if cure.kind is LooseKind.OWNER and cure.owner_id is None:
            raise Refusal(_("Choose who will do it."), field="who")
        if cure.kind is LooseKind.DEADLINE and cure.due_at is None:
            raise Refusal(_("Choose when it is to be done by."), field="by")
        person = self._person(row.person_id)
        self.agreed[row.id] = giving.complete_agreed(
            self.act, self.room, row, person, owner_id=cure.owner_id, due_at=cure.due_at
        )
        self._retell(row.item_id)

    def _decide(self, cure: Cure, key: UUID) -> None:
        item = self.items[cure.thing_id]
        if cure.decision is None:
            raise Refusal(_("Choose what happens next."), field="outcome")
        person = self._person(item.person_id)
        self._check_whole(cure.decision)
        check_decision(cure.decision, person, self.act.at)
        self.items[item.id] = decide(self.act, self.room, item, cure.decision, person, version=item.version)

    def _write_down(self, cure: Cure, key: UUID) -> None:
        item = self.items[cure.thing_id]
        decision = cure.decision or Decision(Outcome.ACTION)
        self._check_whole(decision)
        row = giving.agree(self.act, self.room, item, decision, self._person(item.person_id), key)
        self.agreed[row.id] = row
        self._retell(item.id)

    def _note(self, cure: Cure, key: UUID) -> None:
        if cure.told is None:
            raise Refusal(_("Write who was told, how, when, and what they said."), field="told_who")
        escalating.note(self.act, self.raised[cure.thing_id], cure.told)

    def _retell(self, item_id: UUID) -> None:
        agreed = [one for one in self.agreed.values() if one.item_id == item_id]
        raised = [one for one in self.raised.values() if one.item_id == item_id]
        self.items[item_id] = deciding.retell(self.act, self.room, self.items[item_id], agreed, raised)

    def _check_whole(self, decision: Decision) -> None:
        """On the page that closes, an action is given whole: what would be loose again is refused."""
        if decision.outcome is not Outcome.ACTION or not decision.what.strip():
            return
        if decision.owner_id is None:
            raise Refusal(_("Choose who will do it."), field="who")
        if decision.due_at is None:
            raise Refusal(_("Choose when it is to be done by."), field="by")

    def _person(self, person_id: UUID) -> PersonInHand:
        return self.people[person_id]

    def _person_of(self, cure: Cure) -> UUID:
        thing = self.items.get(cure.thing_id) or self.agreed.get(cure.thing_id) or self.raised[cure.thing_id]
        return thing.person_id

    _cures: Mapping[LooseKind, Callable[["Mending", Cure, UUID], None]] = {
        LooseKind.OWNER: _complete,
        LooseKind.DEADLINE: _complete,
        LooseKind.OUTCOME: _decide,
        LooseKind.ACTION: _write_down,
        LooseKind.NOTE: _note,
    }
