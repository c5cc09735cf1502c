"""How long a used key is remembered (promise P13), and forgetting it afterwards."""

from datetime import datetime

from django.db import connection

from kith.trail.rules import RECEIPT_KEPT

BATCH = 5_000


def forget(*, at: datetime, at_most: int = BATCH) -> int:
    """
    Forget receipts older than 30 days at a moment, of every account, oldest first; return how many there were.

    At most `at_most` in one statement, so that no request waits long: call it until it returns fewer. A key forgotten is
    fresh again. For a job; safe to repeat, and by two at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("select act_forget_receipts(%s, %s)", [at - RECEIPT_KEPT, at_most])
        return int(cursor.fetchone()[0])
