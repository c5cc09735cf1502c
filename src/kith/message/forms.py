"""What the page of notices sends, as typed values."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from kith.act import Refusal


def seen_until(form: Mapping[str, str]) -> datetime:
    """Return when the page of notices was made. Raises Refusal when it was lost on the way."""
    try:
        told = datetime.fromisoformat(form.get("up_to", ""))
    except ValueError:
        raise Refusal(_("Load the page again, then mark the notices as read.")) from None
    if told.tzinfo is None:
        raise Refusal(_("Load the page again, then mark the notices as read."))
    return told
