"""`kith mail`: what came of mails that a server had taken."""

import sys
from pathlib import Path

import click

from kith.cli import Answer, Unusable, answers
from kith.cli.team import administering


@click.group()
def command() -> None:
    """Mails that Kith has sent."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@answers
def bounced(file: Path) -> Answer:
    """
    Note that a mail came back: FILE is the report of the mail server as it arrived, - for standard input.

    An urgent mail that did not arrive is raised to whoever has the duty. A report of a delay changes nothing. Exit 1 for a
    report of no mail that Kith has sent, or of one that was noted already.
    """
    text = _text(file)
    with administering() as act:
        from kith.access.home import with_key
        from kith.message.bounces import NoReport, note_bounce, read_report

        try:
            report = read_report(text)
        except NoReport as trouble:
            raise Unusable(f"{file} is not noted: {trouble}.") from None
        body = {"message_id": report.message_id, "action": report.action, "status": report.status}
        if not report.is_failure:
            return Answer(body | {"noted": False}, f"nothing is noted: the mail is {report.action}")
        mail_id = note_bounce(act=with_key(act), message_id=report.message_id, status=report.status)
    said = f"noted: the mail did not arrive ({report.status})" if mail_id else "no mail that stands as sent has this id"
    return Answer(body | {"noted": mail_id is not None}, said, sound=mail_id is not None)


def _text(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    if not file.is_file():
        raise Unusable(f"{file} is no file.")
    return file.read_bytes()
