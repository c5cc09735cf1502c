"""The rules that ship and that somebody still has to confirm, before a place publishes them for people."""

import csv

from kith.policy.reading import shipped_files

title = "Rules still to be confirmed"
rule = (
    "Each row of a table says where it comes from: read in its published source, recalled from one, or our own choice. The "
    "last two are to be confirmed by a clinical safety officer of the place before they are published. Tables that do not "
    "stand here were read in their sources. Cadences, decision rights, supervision "
    "and the list of a set-up are our own choice throughout."
)
header = ("Table", "Recalled from a source", "Our own choice", "Owner")
rows = (
    ("news2", "0", "1", "clinical safety officer"),
    ("efi", "4", "0", "clinical safety officer"),
    ("waterlow", "4", "0", "clinical safety officer"),
    ("braden", "5", "0", "clinical safety officer"),
    ("must", "3", "0", "clinical safety officer"),
    ("cfs", "7", "0", "clinical safety officer"),
    ("soft-signs", "0", "22", "clinical supervisor"),
    ("falls", "7", "0", "clinical supervisor"),
    ("missed-contacts", "0", "6", "team lead"),
    ("social-crisis", "0", "8", "safeguarding lead"),
    ("safeguarding-child", "3", "0", "safeguarding lead"),
    ("key-events", "0", "5", "team lead"),
    ("routes", "0", "24", "clinical supervisor"),
    ("closing", "0", "3", "clinical supervisor"),
    ("plan-reviews", "0", "4", "clinical supervisor"),
    ("safeguarding-clocks", "7", "5", "safeguarding lead"),
)


def answer(table):
    """Return how many rows of a shipped table were recalled, how many are ours, and who owns them."""
    texts = [text for file, text in shipped_files(table).items() if file not in ("tables.csv", "inputs.csv")]
    found = [row for text in texts for row in csv.DictReader(text.splitlines())]
    owners = dict.fromkeys(row["owner"] for row in found if row["basis"] != "published")
    number = {basis: str(sum(row["basis"] == basis for row in found)) for basis in ("recalled", "ours")}
    return number["recalled"], number["ours"], ", ".join(owners)
