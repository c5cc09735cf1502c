"""Places: boroughs or council areas. Named by everybody, so no row-level security stands before them."""

from django.db import models
from django.db.models import Q

from kith.act.models import Row


class Place(Row):
    """A borough or council area, whose on-call cover answers outside service days."""

    name = models.TextField()
    slug = models.SlugField(unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="place_place_named")]
