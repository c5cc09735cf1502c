"""What the worker mails in a made-up day. Nothing leaves: made-up servers take almost everything, and each step is kept."""

from kith.message.mail_queries import due_mailings, mail_to_take, taken
from kith.message.mailing import note_mail, queue_mail, take_mail
from kith.simulation.scene import Scene

REFUSED = 0.02
"""The share of mails that a server refuses: an address was mistyped, a box is full."""


def mail(scene: Scene) -> None:
    """Make the mails that are due at the moment of the scene, and note of each that it was sent, or refused."""
    act = scene.acting.as_kith(scene.at)
    if due_mailings(at=scene.at):
        queue_mail(act=act)
    for mail_id in mail_to_take(at=scene.at):
        if take_mail(act=scene.acting.as_kith(scene.at), mail_id=mail_id):
            step, code = ("refused", "550") if scene.dice.random() < REFUSED else ("sent", "")
            taken_at = taken(mail_id=mail_id).taken_at
            act = scene.acting.as_kith(scene.at)
            note_mail(act=act, mail_id=mail_id, taken_at=taken_at, step=step, code=code)
