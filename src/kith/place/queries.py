"""Questions about places."""

from datetime import datetime
from uuid import UUID

from kith.act import NotVisible, Thing
from kith.place.models import Place


def place_by_slug(*, slug: str) -> Place | None:
    """Return the place at this address, or None."""
    return Place.objects.filter(slug=slug).first()


def place_by_name(*, name: str) -> Place | None:
    """Return the place of this name (letter case ignored) or of this address, or None."""
    named = Place.objects.filter(name__iexact=name.strip()).order_by("recorded_at").first()
    return named or place_by_slug(slug=name.strip())


def place_name(*, place_id: UUID) -> str:
    """Return the name of a place; empty for one that is not there."""
    return Place.objects.filter(id=place_id).values_list("name", flat=True).first() or ""


def sight_of_place(*, place_id: UUID) -> Thing:
    """Return a place as everybody may see it. Raises NotVisible when there is none."""
    place = Place.objects.filter(id=place_id).first()
    if place is None:
        raise NotVisible
    return Thing("place", place.id, row={"name": place.name, "slug": place.slug})


def violations(at: datetime) -> dict[str, list[str]]:
    """Return nothing: a place promises nothing that its rows could break by themselves."""
    return {}
