"""The only writers of items: what an agency or the team does for somebody, changed, confirmed, stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.contradiction import models, queries
from kith.contradiction.ending import hold, may_write, settle_confirmed
from kith.contradiction.finding import look_again
from kith.contradiction.rules import ItemFacts, Source
from kith.contradiction.tables import tables
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.policy.queries import roles

LONGEST = 500
EARLIEST = timedelta(days=5 * 366)
FURTHEST = timedelta(days=2 * 366)
LAST_WEEKDAY = 6


@dataclass(frozen=True, slots=True)
class Item:
    """
    What is done for somebody: by an agency or, without one, by our `role`; of which kind, about what, how, and when.

    `instruction` is a choice of the kind, '' where `words` say it. `days` are weekdays, Monday 0, none for every day;
    `from_day` None: from today. `told_by` says so, on `told_day` (None: today).
    """

    person_id: UUID
    team_id: UUID
    kind: str
    subject: str
    told_by: str
    instruction: str = ""
    words: str = ""
    agency_id: UUID | None = None
    role: str = ""
    leads: bool = False
    days: Collection[int] = ()
    from_time: time | None = None
    until_time: time | None = None
    from_day: date | None = None
    until_day: date | None = None
    told_day: date | None = None
    source: str = Source.MEMBER
    source_id: UUID | None = None


def add(act: Act, item: Item) -> UUID:
    """
    Write what is done for somebody, and find what it contradicts; return the item. Inside an operation.

    Raises:
        Refusal: for a kind, choice, role or day that is not known, without a subject, what is done, or who told it; for days
            in the wrong order; where the same activity of an import stands here already.
    """
    hold([item.person_id])
    row = models.Item(
        id=ids.new(), person_id=item.person_id, team_id=item.team_id, source=Source(item.source), source_id=item.source_id,
        act_id=act.id, **_checked(act, item),
    )  # fmt: skip
    row.confirmed_day = row.told_day
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("This was taken over already: change it where it stands.")) from None
    act.concerns(item.person_id, team_id=item.team_id, item_id=str(row.id))
    look_again(act, [item.person_id], item.team_id)
    return row.id


@operation("contradiction.add_item", sight=queries.sight_of_person)
def add_item(*, act: Act, team_id: UUID, person_id: UUID, item: Item) -> UUID:
    """Write what an agency or the team does for somebody; return the item. Raises Refusal as `add`."""
    return add(act, _of(item, team_id, person_id, Source.MEMBER))


@operation("contradiction.take_over", sight=queries.sight_of_person)
def take_over(*, act: Act, team_id: UUID, person_id: UUID, item: Item) -> UUID:
    """
    Take over an activity of another service's plan as what they do for somebody; return the item. Each activity once.

    Raises Refusal as `add`, and without the activity it is taken from.
    """
    if item.source_id is None:
        raise Refusal(_("Choose the activity to take over."))
    return add(act, _of(item, team_id, person_id, Source.IMPORT))


@operation("contradiction.change_item", sight=queries.sight_of_item)
def change_item(*, act: Act, item_id: UUID, version: int, item: Item) -> UUID:
    """
    Write what is done as somebody tells it now: it is confirmed by that, and the word is theirs, whoever said it before.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: as `add`; for one that is not done any more.
    """
    old = _opened(act)
    _check_is_done(act, old)
    values = _checked(act, item)
    _write(act, old, version, **values, confirmed_day=values["told_day"], source=Source.MEMBER)
    _settle_old(act, item_id, str(values["told_by"]), item.told_day)
    return item_id


@operation("contradiction.confirm_item", sight=queries.sight_of_item)
def confirm_item(*, act: Act, item_id: UUID, version: int, told_by: str, told_day: date | None = None) -> UUID:
    """
    Write that what is done still holds, and who said so; what was older than an event is settled by the last one confirmed.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: without who, for a day to come or before the last on which
            it was said, or for one not done any more.
    """
    old = _opened(act)
    _check_is_done(act, old)
    told, day = _needed(told_by, "told_by"), _told(act, told_day)
    if day < old.confirmed_day:
        raise Refusal(_("Somebody said so later than that day already: choose a later one."), field="told_day")
    _write(act, old, version, told_by=told, told_day=day, confirmed_day=day, source=Source.MEMBER)
    _settle_old(act, item_id, told, told_day)
    return item_id


@operation("contradiction.stop_item", sight=queries.sight_of_item)
def stop_item(
    *, act: Act, item_id: UUID, version: int, because: str, on_day: date | None = None, for_all: bool = False
) -> UUID:
    """
    Write that something is not done any more, from a day on, and why; `for_all`: nobody is to do it any more.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: without a reason; for a day before it began or over two years
            ahead; for one that is not done any more.
    """
    old = _opened(act)
    stop(act, old, version, because=because, on_day=on_day, for_all=for_all)
    return item_id


def stop(
    act: Act, old: ItemFacts, version: int, *, because: str, on_day: date | None = None, for_all: bool = False
) -> None:
    """Stop an item, as `stop_item`; one that begins on a day to come never begins. Inside an operation."""
    if not may_write(act, old.team_id):
        raise Refusal(_("Another team wrote this down: ask them to stop it."))
    _check_is_done(act, old)
    day = on_day or max(local_day(act.at), old.from_day)
    if not old.from_day <= day <= local_day(act.at) + FURTHEST:
        raise Refusal(_("Choose a day after it began, within two years."), field="on_day")
    _write(act, old, version, stopped_day=day, stopped_because=_needed(because, "because"), for_all=for_all)


def _settle_old(act: Act, item_id: UUID, told_by: str, day: date | None) -> None:
    assert act.thing.person_id is not None
    settle_confirmed(act, act.thing.person_id, item_id, told_by, day or local_day(act.at))


def _of(item: Item, team_id: UUID, person_id: UUID, source: Source) -> Item:
    values = {name: getattr(item, name) for name in Item.__slots__}
    return Item(**values | {"team_id": team_id, "person_id": person_id, "source": source})


def _opened(act: Act) -> ItemFacts:
    old: ItemFacts = act.thing.row["item"]
    return old


def _check_is_done(act: Act, old: ItemFacts) -> None:
    if old.stopped_day is not None and old.stopped_day <= max(local_day(act.at), old.from_day):
        raise Refusal(_("This is not done any more: write a new one instead."))


def _write(act: Act, old: ItemFacts, version: int, **values: object) -> None:
    person_id = act.thing.person_id
    assert person_id is not None
    hold([person_id])
    changed = models.Item.objects.filter(id=old.id, version=version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        now = queries.item(item_id=old.id)
        raise Stale(_("Somebody changed this meanwhile. Nothing of yours is saved yet."), extra=now)
    act.concerns(person_id, team_id=old.team_id, item_id=str(old.id))
    look_again(act, [person_id], old.team_id)


def _checked(act: Act, item: Item) -> dict[str, object]:
    kind = tables().kinds.get(item.kind)
    if kind is None:
        raise Refusal(_("Choose what kind of thing it is."), field="kind")
    if item.instruction and item.instruction not in kind.choices:
        raise Refusal(_("Choose how it is done."), field="instruction")
    words = _text(item.words, "words")
    if not item.instruction and not words:
        raise Refusal(_("Choose how it is done, or say it in words."), field="instruction")
    if not item.agency_id and item.role not in roles():
        raise Refusal(_("Choose who does it: an agency, or a role of your team."), field="who")
    if item.agency_id and item.source == Source.MEMBER and not queries.is_agency_here(item.agency_id, item.team_id):
        raise Refusal(_("Choose an agency of your place."), field="who")
    days = sorted(set(item.days))
    if any(not 0 <= one <= LAST_WEEKDAY for one in days):
        raise Refusal(_("Choose days of the week."), field="days")
    _check_times(item)
    from_day = item.from_day or local_day(act.at)
    if not local_day(act.at) - EARLIEST <= from_day <= local_day(act.at) + FURTHEST:
        raise Refusal(_("Choose a day from five years ago to two years ahead."), field="from_day")
    if item.until_day and item.until_day < from_day:
        raise Refusal(_("Choose a last day after the first."), field="until_day")
    return {
        "agency_id": item.agency_id,
        "role": "" if item.agency_id else item.role,
        "kind": item.kind,
        "subject": _needed(item.subject, "subject"),
        "instruction": item.instruction,
        "words": words,
        "leads": item.leads,
        "days": "".join(map(str, days)),
        "from_time": item.from_time,
        "until_time": item.until_time,
        "from_day": from_day,
        "until_day": item.until_day,
        "told_by": _needed(item.told_by, "told_by"),
        "told_day": _told(act, item.told_day),
    }


def _check_times(item: Item) -> None:
    if (item.from_time is None) != (item.until_time is None):
        raise Refusal(_("Enter both times, or none."), field="from_time")
    if item.from_time and item.until_time and item.until_time <= item.from_time:
        raise Refusal(_("Enter a time after the first, on the same day."), field="until_time")


def _told(act: Act, day: date | None) -> date:
    told = day or local_day(act.at)
    if not local_day(act.at) - EARLIEST <= told <= local_day(act.at):
        raise Refusal(_("Choose a day within the last five years, not to come."), field="told_day")
    return told


def _needed(text: str, field: str) -> str:
    if not (words := _text(text, field)):
        raise Refusal(_NEEDED[field](), field=field)
    return words


_NEEDED = {
    "subject": lambda: _("Say what of it, for example: morning."),
    "told_by": lambda: _("Say who told you so."),
    "because": lambda: _("Say why it is not done any more."),
}


def _text(text: str, field: str) -> str:
    words = tidy(text)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words
