"""Receipts answer a form that is sent twice for 30 days; older ones are only weight."""

from datetime import datetime

from kith.act import receipts


def run(at: datetime) -> None:
    """Forget the receipts older than 30 days, batch by batch, each committed by itself."""
    while receipts.forget(at=at) == receipts.BATCH:
        pass
