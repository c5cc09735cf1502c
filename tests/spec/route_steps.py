"""Whom an escalation asks, step by step, and how long each has to answer."""

from kith.policy.queries import routes

title = "Escalation routes"
rule = (
    "An escalation asks the first step of its route that somebody is there for; what is not answered in time goes on by "
    "itself, and the last step, the place's on-call cover, asks again. Service time ends at 5pm of a service day."
)
header = ("Route", "Step", "What", "Who is asked", "Minutes to answer", "Of", "Asks again every")
rows = (
    ("clinical-review", "1", "supervisor call", "clinical-supervisor", "60", "service", ""),
    ("clinical-review", "2", "case conference", "duty-lead", "60", "service", ""),
    ("clinical-review", "3", "urgent visit", "gp", "60", "service", ""),
    ("clinical-review", "4", "on-call cover", "on-call", "30", "clock", "30"),
    ("urgent-review", "1", "supervisor call", "clinical-supervisor", "15", "clock", ""),
    ("urgent-review", "2", "urgent visit", "gp", "15", "clock", ""),
    ("urgent-review", "3", "case conference", "duty-lead", "15", "clock", ""),
    ("urgent-review", "4", "on-call cover", "on-call", "15", "clock", "15"),
    ("mental-health-review", "1", "supervisor call", "clinical-supervisor", "30", "clock", ""),
    ("mental-health-review", "2", "urgent visit", "mental-health", "30", "clock", ""),
    ("mental-health-review", "3", "case conference", "duty-lead", "30", "clock", ""),
    ("mental-health-review", "4", "on-call cover", "on-call", "30", "clock", "30"),
    ("case-conference", "1", "case conference", "duty-lead", "120", "service", ""),
    ("case-conference", "2", "supervisor call", "clinical-supervisor", "60", "service", ""),
    ("case-conference", "3", "on-call cover", "on-call", "60", "clock", "60"),
    ("safeguarding", "1", "safeguarding lead", "safeguarding-lead", "60", "clock", ""),
    ("safeguarding", "2", "supervisor call", "team-lead", "60", "clock", ""),
    ("safeguarding", "3", "on-call cover", "on-call", "30", "clock", "30"),
    ("safeguarding-child", "1", "safeguarding lead", "safeguarding-lead", "60", "clock", ""),
    ("safeguarding-child", "2", "supervisor call", "team-lead", "60", "clock", ""),
    ("safeguarding-child", "3", "on-call cover", "on-call", "30", "clock", "30"),
    ("emergency", "1", "emergency call", "duty-lead", "5", "clock", ""),
    ("emergency", "2", "supervisor call", "clinical-supervisor", "5", "clock", ""),
    ("emergency", "3", "on-call cover", "on-call", "5", "clock", "5"),
)


def answer(route, step):
    """Return a step of a route as the shipped table has it."""
    one = routes()[route].steps[int(step) - 1]
    again = str(int(one.repeats.total_seconds() // 60)) if one.repeats else ""
    return one.act, one.asked, str(int(one.within.total_seconds() // 60)), one.clock, again
