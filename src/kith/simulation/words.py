"""The words of the made-up borough: names, what matters to people, what is done and said. All invented."""

from datetime import timedelta

TEAM_NAMES = ("Millbrook North", "Millbrook South", "Quayside")

ROLES_OF_A_TEAM = (
    ("team-lead", "consistent"),
    ("clinical-supervisor", "consistent"),
    ("nurse", "resident"),
    ("nurse", "hyper-local"),
    ("social-worker", "consistent"),
    ("community-health-worker", "resident"),
    ("mental-health", "consistent"),
    ("occupational-therapist", "tailored"),
    ("housing", "tailored"),
    ("gp", "aligned"),
)

SET_UP = {
    "cohort": "People of 65 and over with two long-term conditions or more, and carers of any age; agreed with the practices.",
    "supervision": "The clinical supervisor looks at what was not escalated each week; the GP stands in.",
    "partners": "Council: one social worker, 10 sessions. Community trust: two nurses, 18 sessions. By letter of the spring.",
    "gp-time": "Two sessions a week, Tuesday and Thursday afternoon, agreed with both practices.",
    "procedures": "Escalation v3, safeguarding v5, lone working v2, information sharing v4; each reviewed every January.",
    "ways": "Huddle each service day at 8:45am for 20 minutes; weekly meeting Thursday at 1pm; the duty lead leads both.",
    "room": "Upper room of the health centre on huddle days; those elsewhere join by the link of the team.",
}
"""What was agreed for a made-up team before its first day, by line of the set-up."""
SET_UP_HOLDS = timedelta(days=45)
"""How long that holds: short enough for a long demo to see it said again."""
SMALL_AREAS = ("E01009901", "E01009902", "E01009903")
PRACTICES = ("F99001", "F99002")
GOALS = (
    ("Nobody new to us waits", "people new to us who were not seen within 2 service days"),
    ("Fewer nights nobody knew of", "emergency attendances that the team heard of only later"),
)

ROLES_TO_JOIN = (
    ("community-health-worker", "hyper-local"),
    ("physiotherapist", "tailored"),
    ("nurse", "resident"),
    ("coordinator", "consistent"),
)

GIVEN_NAMES = (
    ("Amina", "female"), ("Arthur", "male"), ("Beatriz", "female"), ("Bogdan", "male"), ("Carys", "female"),
    ("Chidi", "male"), ("Delroy", "male"), ("Edith", "female"), ("Efua", "female"), ("Fergus", "male"),
    ("Gita", "female"), ("Gwendolyn", "female"), ("Hassan", "male"), ("Hilda", "female"), ("Imran", "male"),
    ("Iris", "female"), ("Jakub", "male"), ("Joyce", "female"), ("Kasia", "female"), ("Kenneth", "male"),
    ("Leila", "female"), ("Lloyd", "male"), ("Mabel", "female"), ("Mehmet", "male"), ("Nadine", "female"),
    ("Norman", "male"), ("Olive", "female"), ("Osman", "male"), ("Parveen", "female"), ("Percy", "male"),
    ("Ravi", "male"), ("Rosalind", "female"), ("Sheila", "female"), ("Stefan", "male"), ("Tamar", "female"),
    ("Terence", "male"), ("Uche", "male"), ("Vera", "female"), ("Winston", "male"), ("Yasmin", "female"),
)  # fmt: skip

FAMILY_NAMES = (
    "Abara", "Ashdown", "Bains", "Barlow", "Bexley", "Brankovic", "Calloway", "Chaudhry", "Coombes", "Dankwa",
    "Dunmore", "Eastwell", "Farquhar", "Fielding", "Garside", "Goldwater", "Hargreave", "Hussain", "Inskip", "Jessop",
    "Kowalczyk", "Lathbury", "Lindqvist", "Marchetti", "Mbeki", "Nightingale", "Oduya", "Okonjo", "Pargeter", "Pellow",
    "Quigley", "Rahim", "Rosenthal", "Sanghera", "Stannard", "Thackeray", "Tully", "Varga", "Whitcombe", "Yilmaz",
)  # fmt: skip

WHAT_MATTERS = (
    "My own front door, and my cat.",
    "Getting to the club on Thursdays.",
    "Cooking for my grandchildren on Sundays.",
    "Not being moved out of this street.",
    "Sleeping through the night without the pain.",
    "Seeing the same face, not a new one each week.",
    "The garden. If I can get down the step I am all right.",
    "That nobody talks over my head to my daughter.",
    "Going to prayers on Friday.",
    "Staying out of hospital this winter.",
)

NEEDS = (
    "Hard of hearing: face her and speak slowly",
    "Interpreter: Urdu",
    "Large print",
    "Reads lips; no phone calls",
    "Interpreter: Polish",
    "Knock loudly and wait: slow to the door",
)
AT_THE_DOOR = NEEDS[-1]
"""What is said of getting in; the others are of how to speak with somebody."""

TASKS = (
    "Ring the pharmacy about the blister pack",
    "Order a perching stool",
    "Ask the practice for the blood results",
    "Arrange transport to the memory clinic",
    "Check the smoke alarm with housing",
    "Ring the daughter about the key",
    "Refer to the falls class",
    "Chase the grab rail",
    "Fill in the attendance allowance form",
    "Ask about the damp in the bedroom",
    "Review the wound photograph",
    "Talk through the new tablets",
    "Find out who does the shopping now",
    "Book the eye test",
)

PROPOSED_BECAUSE = (
    "Fell twice this week, and does not go out any more",
    "Eats little since her sister left",
    "Managing well: the visits could be fewer",
    "The stairs are too much now",
)

WHY_STRICTER = "Two sores of last year began as skin at risk that nobody spoke of: the huddle hears of it."
"""Why a rule table of a team asks for more than the floor of its place."""

HOLD_REASONS = (
    "Waiting for the practice to answer",
    "Waiting for the part to be delivered",
    "She asked us to wait until her son is back",
    "Waiting for housing to inspect",
)

MISSED_REASONS = (
    "Nobody in, no answer by phone",
    "Our van broke down",
    "The visit before ran over",
    "Did not come to clinic",
)

CANCELLED_REASONS = ("Asked us to come another day", "At her sister's this week", "Has the boiler man in")

NO_CHANGE_REASONS = (
    "Seen this morning, nothing new",
    "Waiting for the clinic letter, due Thursday",
    "He asked for a quiet week",
    "Plan agreed with the family yesterday",
)

RAISED = (
    "Breathless at rest since the morning",
    "Told her neighbour she cannot go on",
    "New confusion, not drinking",
    "Bruise on the arm that nobody explains",
)

SAID = ("Will ring within the hour", "Visits before midday", "Asked for observations first, then decides")

CONTACT_NOTES = (
    "Well in herself. Eating and sleeping.",
    "Ankles a little swollen, told the nurse.",
    "Talked about the stairs; would like a second rail.",
    "Low today. Will ring again tomorrow.",
    "Dressing changed, wound clean.",
    "Tablets checked, two missed last week.",
)

AWAY_REASONS = ("Annual leave", "Study day", "Looking after a child")
SICK = "Unwell"
NOBODY_FREE = "Called in sick, and nobody was free to go"
DEATH_KNOWN = ("His daughter rang", "The ward rang this morning", "A neighbour told us", "The practice wrote")

CONCERNS = (
    "Her grandson keeps the bank card and answers for her",
    "Bruises on both arms; he says he fell, and looks at his son",
    "No food in the house for the second week, and the carer is paid",
    "She whispered that she is not let out",
)

TAKEN_ON = (
    "I ring today, when they are alone",
    "I have it, and speak with the council this morning",
)

ANSWERED = (
    "GP rang at 11, seen the same day",
    "Seen, antibiotics started, nurse back tomorrow",
    "Supervisor and social worker visited together; safe tonight",
    "Observations back to her usual; ring again tomorrow",
)

NOT_ESCALATED = (
    "Always like this after the stairs; sitting down it is as usual",
    "The GP saw this an hour ago and knows",
    "Cold hands: the number is not to be trusted, repeated at midday",
)
LOOKED_AT = (
    "Agreed. Observe again tomorrow and escalate if it stays",
    "I would have escalated this: please ring me next time",
    "Agreed, and the usual score is to be written down",
)

OFFER_NOTES = (
    "I am in clinic all day; could you take this?",
    "You know the family better than I do.",
    "This needs somebody who can drive.",
    "",
)
OFFER_PERSON_NOTES = ("You see him every week already", "She asked for somebody who speaks Urdu", "")
HELP_NOTES = ("Could you look at the wound with me?", "A second pair of hands for the move", "What would you try next?")
DECLINE_REASONS = (
    "Fully booked until Thursday",
    "I do not know this tenancy well enough",
    "She asked not to see me again",
    "I am on leave from tomorrow",
)
WITHDRAW_REASONS = ("I can do it after all", "The appointment was cancelled")
REMINDERS = ("Does this still stand?", "The family rang about it", "")
LEFT_THE_LIST = (
    ("declined", "Managing well, no more visits wanted", "gp practice", "Marsh Lane Surgery"),
    ("moved away", "Moved to her daughter's", "another team", "Harbour Street neighbourhood team"),
    ("goals met", "", "themselves", ""),
)
"""Why somebody left: the reason, what else there is to say, who holds them now, by name."""
MISTAKEN = ("It was his brother of the same name", "The ward mixed up two patients; she is well")
LEAVING_REASONS = ("New post", "Retires", "Secondment ends")
ACCESS_REASONS = ("Contract ended today", "Agency cover is over")
QUESTION = "Does it have to be a visit, or will a call do?"
ASKED_AS = (
    ("district nurse for wound care", "dressing changes from next week"),
    ("reablement worker", "asked to help after a stay in hospital"),
    ("housing officer", "repairs at home need planning around their care"),
    ("community mental health nurse", "referred to us, and I have to know who else is going in"),
)
NOT_LET_IN = (
    "our own nurse does this",
    "they do not want another service; ring me",
    "the referral was withdrawn yesterday",
)
ONE_PERSON = ("same address, and the daughter says so", "the surgery has one record under this birth date")
TWO_PEOPLE = ("both were here this week", "the surgery knows them as two people", "other address, other family")

SUPERVISED = (
    "Well decided. Write down what you saw, so that the next of us knows it",
    "I would have rung first. Let us talk about it",
    "Right for her; does the threshold need another look?",
    "Thank you for asking. The rule is that the lead decides, and quickly",
)

ANSWERED_NOTES = (
    "Thank you. I did not know that",
    "I rang twice and nobody answered; I will write that down next time",
    "Could we look at it together?",
)

CAME_OF_NOTES = (
    "The usual score is written down now",
    "We changed who rings on Fridays",
    "Talked about at the huddle; nothing else to change",
)

TALKED_ABOUT = (
    "How much there is, and what can wait. Two visits gone through in detail",
    "Taking observations in small flats; what helps when somebody does not want to",
    "A hard week after a death on the list. Leave planned",
)

AGREED_ON = (
    "Sit in on a visit with the mental health nurse",
    "Bring one case to the weekly meeting",
    "Go through the check for falls together",
)
PLANNED_BECAUSE = (
    "Agreed at today’s visit",
    "They said so on the phone",
    "Their daughter asked for it",
    "Talked about it in the huddle",
)
HAPPENED = ("Their sister died", "Their dog had to go", "They stopped going to the day centre")
PARENT = "Their mother"
RESPONSIBLE = "Named on the birth certificate"
LOOKED_THROUGH = (
    "With them at home; it holds",
    "With them and their daughter; nothing is to change",
    "At the visit, line by line; what had changed is written",
)
CLOSED_LATE_BECAUSE = (
    "everybody had to leave at once",
    "nobody pressed the last button",
    "the line broke before the end",
)
HOPES = (
    "Walk to the shop and back",
    "Sleep through the night",
    "Cook for the family again",
    "A dry bedroom before winter",
)
WARNINGS = (
    ("More breathless than usual on the stairs", "Ring the team the same day", "work", 24, ""),
    ("Does not answer the phone before noon", "Ring the neighbour, then visit", "work", 4, ""),
    ("Green or brown phlegm", "Start the rescue pack", "work", 4, "nurse"),
    ("Weight up 2 kg in 3 days", "The supervisor decides the same day", "escalation", 24, ""),
    ("New confusion", "Full observations, then ring the practice", "work", 4, ""),
)
"""A sign, what was agreed, what kind of response that is, within how many hours, and the role that starts it ('' for anybody)."""
NOT_STARTED = (
    "Her daughter is with her and rings the practice",
    "He asked for a day without visits",
    "Seen by the GP this morning",
)
NOT_CHECKED = (
    "Asleep, and the carer wanted no waking",
    "A short call: they were on their way out",
    "Did not want to talk today",
)
SAID_FIRST = (
    "It is just a cough.",
    "I slept in the chair again.",
    "My son rang on Sunday.",
    "The tablets make me dizzy.",
)
PLANNED = {
    "people": ("My daughter, who comes on Sundays.", "My neighbour has the key. My brother lives abroad."),
    "help": ("Knock, and wait: I am slow to the door.", "Speak to me, not to my son.", "Ring after 9."),
    "strengths": ("I drove a bus for thirty years.", "I brought up four children, and I know my body."),
    "contingency": ("Ring the team first. I want to stay at home.", "Ring my daughter before anything is moved."),
    "risks": ("Falls on the stairs.", "The cold in winter.", "Forgetting the evening tablets."),
}
"""What plans say, by section."""

WHY_SERIES = (
    ("Leg ulcer: dressing until healed", "goals"),
    ("Blood pressure and weight, as agreed with the practice", "goals"),
    ("Company and a look at how things stand", "help"),
    ("Medicines: blister pack checked", "risks"),
    ("Walking practice with the frame", "strengths"),
    ("Early look for the signs we agreed", "signs"),
    ("Settling in after the move", ""),
)
"""Why contacts are planned in series, and from which part of the plan."""
AWAY = (
    ("hospital", "Ward 7, chest infection"),
    ("hospital", "Planned operation on the hip"),
    ("respite", "Respite week while the daughter is away"),
    ("holiday", "At the sea with the choir"),
    ("family", "With the son, after the fall"),
)
"""Where somebody is who is away, and what is told of it."""
STREETS = ("Mill Lane", "Canal Street", "Weaver Row", "Chapel Hill", "Foundry Road", "Orchard Close", "Station Parade")
CARERS = (
    ("daughter", "Ann", "Shopping and the evening meal"),
    ("son", "Mark", "Money, letters, lifts to the surgery"),
    ("neighbour", "Mrs Clarke", "Looks in each morning"),
    ("sister", "Joan", "Washing, Sunday dinner"),
    ("friend", "Ted", "Sits with them twice a week"),
)
CARES_NO_LONGER = ("moved away", "is in hospital", "it became too much")
OTHER_SERVICES = (
    "Sue Reid, district nurse",
    "Bright Home Care",
    "Dr Patel",
    "Warden of Beech Court",
    "Occupational therapist of the hospital",
    "Age Well befrienders",
    "Memory clinic",
)

PARTNERS_DO = (
    "Repair the bedroom damp",
    "Fit a second stair rail",
    "Look at the boiler before winter",
    "Bring a shower chair",
    "Move the morning call to 9am",
    "Drive her to the lunch club on Thursdays",
)
PARTNERS_SAY = (
    "The contractor comes a week later",
    "We stopped this in May",
    "She told us that she does not want it",
    "Another worker has taken this over",
)
ANOTHER_WAY = ("Rang them, they will ring back", "Asked their manager", "Asked the family instead")
OBJECTIONS = (
    "They gossip. I do not want them to know my business.",
    "My nephew works there.",
    "Tell them about the boiler and nothing else.",
)
TAKEN_BACK = ("It is fine now, I know Sandra.", "Go on then, if it helps with the repairs.")
OVERRIDE_REASON = "The home is without heating and they are getting colder"
OVERRIDE_GROUND = "Care Act 2014, section 42: risk of serious harm from self-neglect"
"""What somebody does not want shared, takes back, and why it was shared all the same."""
NOT_TOLD_YET = ("In hospital until Friday", "Did not open the door twice", "Wanted her daughter to be there")
NEXT_WEEK_BECAUSE = ("Nobody from housing was there", "The blood results are not back", "We ran out of time")
SAID_WHEN_TOLD = ("Is relieved", "Wants to think about it", "Says that is what she asked for", "")
NOT_POSSIBLE_TO_TELL = ("Does not want to hear of it", "Moved to her son's, no number yet")
BROUGHT_BECAUSE = (
    "Three services and nobody holds it together",
    "Her son cannot go on like this",
    "Back from hospital twice in a month",
    "Housing wants an answer from us",
)
OWN_QUESTIONS = (
    "Who can I ring at night?",
    "Will I be able to stay in my flat?",
    "Can somebody tell me why I take so many tablets?",
    "When does my daughter get a rest?",
    "Who decides about the wheelchair?",
)
NOT_ASKED = (
    "In hospital, not well enough to be asked",
    "Did not answer the door twice",
    "Asked us to wait until her son is here",
)
ASKED_SPECIALISTS = (
    "Can one of the tablets be stopped?",
    "Is the room in reach of the waiting list?",
    "Who takes the lead from now on?",
    "Does this need a new assessment?",
)
TOPICS = ("", "medicines", "referrals", "practical-supports")
