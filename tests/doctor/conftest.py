"""The sound world and its copies."""

from doctor_world import broken, sound

__all__ = ["broken", "sound"]
