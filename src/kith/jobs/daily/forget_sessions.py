"""Sign-ins that have run out are of no use to anybody but a thief."""

from datetime import datetime

from django.contrib.sessions.models import Session


def run(at: datetime) -> None:
    """Delete the sessions that ended before this moment."""
    Session.objects.filter(expire_date__lt=at).delete()
