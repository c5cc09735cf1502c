"""Who may close an escalation."""

from kith.policy.queries import closing

title = "Who may close an escalation"
rule = "By the level it stands at; nobody else, whatever their rank. A team may let fewer roles close, never more."
header = ("Level", "Roles")
rows = (
    ("2", "clinical-supervisor, gp, on-call"),
    ("3", "on-call, safeguarding-lead"),
    ("4", "clinical-supervisor, gp, on-call"),
)


def answer(level):
    """Return who may close a level by the shipped table."""
    return ", ".join(sorted(closing()[int(level)].roles))
