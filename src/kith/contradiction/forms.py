"""What the forms on things done and on contradictions hold, as typed values."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.contradiction.ending import Agrees
from kith.contradiction.items import Item
from kith.contradiction.models import SIDES
from kith.contradiction.rules import ItemFacts
from kith.contradiction.settling import Settlement, StopsItem
from kith.web import typed

WEEKDAYS = range(7)
AGENCY, ROLE = "agency ", "role "


def weekday_field(day: int) -> str:
    """Return the name of the box of a weekday, Monday 0."""
    return f"on-{day}"


def item_of(form: Mapping[str, str], *, person_id: UUID, team_id: UUID, kind: str) -> Item:
    """Return the thing done that a form says. Raises Refusal for what is not typed as it should be."""
    agency_id, role = _doer(typed.text(form, "who"))
    return Item(
        person_id, team_id, kind, typed.text(form, "subject"), typed.text(form, "told_by"),
        instruction=typed.text(form, "instruction"), words=typed.text(form, "words"), agency_id=agency_id, role=role,
        leads=bool(typed.text(form, "leads")),
        days=[day for day in WEEKDAYS if typed.text(form, weekday_field(day))],
        from_time=typed.clock(form, "from_time"), until_time=typed.clock(form, "until_time"),
        from_day=typed.day(form, "from_day"), until_day=typed.day(form, "until_day"), told_day=typed.day(form, "told_day"),
        source_id=typed.chosen_id(form, "source_id"),
    )  # fmt: skip


def fields_of(item: ItemFacts) -> dict[str, str]:
    """Return how a thing done stands in the form that changes it: who tells it is asked anew."""
    values = {
        "who": f"{AGENCY}{item.agency_id}" if item.agency_id else f"{ROLE}{item.role}",
        "subject": item.subject,
        "instruction": item.instruction,
        "words": item.words,
        "leads": "yes" if item.leads else "",
        "from_time": f"{item.from_time:%H:%M}" if item.from_time else "",
        "until_time": f"{item.until_time:%H:%M}" if item.until_time else "",
        "from_day": item.from_day.isoformat(),
        "until_day": item.until_day.isoformat() if item.until_day else "",
    }
    return values | {weekday_field(day): "yes" for day in item.days}


def _doer(text: str) -> tuple[UUID | None, str]:
    if text.startswith(ROLE):
        return None, text.removeprefix(ROLE)
    try:
        return UUID(text.removeprefix(AGENCY)), ""
    except ValueError:
        raise Refusal(_("Choose who does it: an agency, or a role of your team."), field="who") from None


def settlement_of(form: Mapping[str, str], item_ids: Collection[UUID]) -> Settlement:
    """Return the settlement that a form says, with those of these items that stop."""
    agreed = [Agrees(side, typed.text(form, f"who-{side}"), typed.text(form, f"how-{side}")) for side in SIDES]
    return Settlement(
        typed.text(form, "holds"), typed.text(form, "how_told"), agreed, typed.text(form, "changes"),
        typed.text(form, "only_one"), _stops(form, sorted(item_ids)),
    )  # fmt: skip


def _stops(form: Mapping[str, str], item_ids: Sequence[UUID]) -> list[StopsItem]:
    """Return those that stop; what nobody is to do any more stops too, whichever of the two boxes is ticked."""
    return [
        StopsItem(one, typed.number(form, f"v-{one}") or 0, for_all=bool(typed.text(form, f"all-{one}")))
        for one in item_ids
        if typed.text(form, f"stop-{one}") or typed.text(form, f"all-{one}")
    ]
