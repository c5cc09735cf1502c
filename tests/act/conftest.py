"""The small world of tests/small_world.py."""

from small_world import a_world, may, world

__all__ = ["a_world", "may", "world"]
