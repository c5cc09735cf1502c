"""What is urgent leaves by e-mail within a minute, the rest when its time has come; nothing where no mail server is set."""

from datetime import datetime

from django.conf import settings

from kith.message.delivering import deliver
from kith.message.mailer import hand_over


def run(at: datetime) -> None:
    """Queue and hand over what is due."""
    if settings.MAIL_IS_SENT:
        deliver(at, hand_over)
