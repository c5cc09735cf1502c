"""
Key events, as other packages give them to an act: `act.add(KEY_EVENT, KeyEvent(...))`.

They are told in `person`, so that packages below the plan can give them too; `refreshing` lets follow what follows.
"""

from kith.person.parts import KEY_EVENT, KeyEvent, KeyEventKind

__all__ = ["KEY_EVENT", "KeyEvent", "KeyEventKind"]
