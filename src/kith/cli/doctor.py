"""`kith doctor`: counts the violations of each promise, and settings that endanger data."""

import os
from datetime import datetime

import click

from kith.cli import Answer, answers, ready

SHOWN = 20
"""How many violations of one promise are named; all are counted."""


@click.command()
@click.option("--at", "moment", default="", help="Examine as of this moment (ISO, with offset); default now.")
@answers
def command(moment: str) -> Answer:
    """Count the violations of each promise; exit 1 when any is above 0."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kith.config.reader"
    ready()
    from kith.act.clock import now
    from kith.config.doctor import examine

    found = examine(datetime.fromisoformat(moment) if moment else now())
    worst = {promise: said[:SHOWN] for promise, said in found.violations.items() if said}
    body = {**found.counts, "settings": found.dangers, "violations": worst}
    lines = [f"{promise}: {'not counted yet' if count is None else count}" for promise, count in found.counts.items()]
    lines += [f"  {promise}: {one}" for promise, said in worst.items() for one in said]
    return Answer(body, "\n".join([*lines, *(f"setting: {danger}" for danger in found.dangers)]), sound=found.is_sound)
