"""What goes wrong below everything else, said in one sentence with its remedy."""


class DatabaseTrouble(Exception):
    """The database cannot be used as it is; the text says why and what to do."""
