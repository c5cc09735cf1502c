"""How few people come, by published indices."""

from kith.network.rules import continuity

title = "Continuity of one person"
rule = (
    "From one person's contacts in order: UPC is the share of whoever came most; Bice-Boxerman (COC) the share of pairs of "
    "contacts made by the same; SECON of neighbouring pairs; MMCI sets the number of people against the number of contacts; "
    "Herfindahl (HI) adds the squared shares. Fewer than two contacts have no value."
)
note = "Each letter is a contact, named after who made it."
header = ("Contacts", "UPC", "COC", "SECON", "MMCI", "HI")
rows = (
    ("", "·", "·", "·", "·", "·"),
    ("X", "·", "·", "·", "·", "1.000"),
    ("X X", "1.000", "1.000", "1.000", "1.000", "1.000"),
    ("X Y", "0.500", "0.000", "0.000", "0.091", "0.500"),
    ("X X Y X Z", "0.600", "0.300", "0.250", "0.512", "0.440"),
    ("X Y X Y X Y", "0.500", "0.400", "0.000", "0.804", "0.500"),
    ("X X X Y Y Y", "0.500", "0.400", "0.800", "0.804", "0.500"),
    ("A B C D E F", "0.167", "0.000", "0.000", "0.020", "0.167"),
)


def answer(contacts):
    found = continuity(contacts.split())
    indices = (found.upc, found.coc, found.secon, found.mmci, found.herfindahl)
    return tuple("·" if one is None else f"{one:.3f}" for one in indices)
