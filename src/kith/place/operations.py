"""The only writers of places."""

from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.place.models import Place


@operation("place.create")
def create(*, act: Act, name: str, slug: str = "") -> UUID:
    """
    Make a place. Without a slug its address is made from its name.

    Raises:
        Refusal: when the name is empty, or the address is taken or holds more than small letters, digits and hyphens.
    """
    name, slug = name.strip(), slug.strip() or slugify(name)
    if not name:
        raise Refusal(_("Enter the name of the place."), field="name")
    if not slug or slug != slugify(slug):
        raise Refusal(_("Enter an address of small letters, digits and hyphens."), field="slug")
    if Place.objects.filter(slug=slug).exists():
        raise Refusal(_("There is a place with the address %(slug)s already.") % {"slug": slug}, field="slug")
    place = Place(id=ids.new(), name=name, slug=slug, act_id=act.id)
    place.save(force_insert=True)
    act.concerns(place_id=place.id)
    return place.id
