"""What is kept out of the log."""

import logging

from kith.web.routes import LINKS


class WithoutLinks(logging.Filter):
    """Keep what stands in the address of a link, which is all that opens it, out of the log of answers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without what follows the beginning of such an address."""
        if isinstance(record.args, tuple):
            record.args = tuple(_told(one) for one in record.args)
        return True


def _told(value: object) -> object:
    return f"{LINKS}..." if isinstance(value, str) and value.startswith(LINKS) else value
