"""`kith worker`: the process that does the jobs."""

import click

from kith.cli import ready
from kith.cli.serve import refuse_dangers


@click.command()
@click.option("--until-stdin-closes", is_flag=True, hidden=True)
def command(until_stdin_closes: bool) -> None:
    """Do the jobs until Ctrl-C."""
    ready()
    refuse_dangers()
    from kith.jobs.worker import work

    work(until_stdin_closes=until_stdin_closes)
