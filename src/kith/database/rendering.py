"""
Migrations that draw one model anew where Django draws every model that is related to it.

Every row of Kith names its act, so every model is related to every other: of the time that a new database takes, nine tenths
went into drawing the same classes thousands of times. What a constraint, an index or a new table needs is its own model alone; a
changed field is drawn as Django does, with all that refer to it. A nightly test holds both ways to the same tables.
"""

from typing import Any

from django.db.migrations.state import ProjectState

_draw_all = ProjectState.reload_model


def draw_alone(state: Any, app_label: str, model_name: str, delay: bool = False) -> None:
    """Draw a model anew after a change: alone if it is new or none of its fields refers elsewhere otherwise than before."""
    if "apps" not in state.__dict__:
        return
    key = (app_label, model_name.lower())
    if delay or key[1] not in state.apps.all_models[app_label]:
        state._reload({key})  # noqa: SLF001  (its public ways draw all that is related; a test holds it to them)
    else:
        _draw_all(state, app_label, model_name, delay)


def draw_less() -> None:
    """Let this process, which does nothing but migrate, draw so."""
    state: Any = ProjectState
    state.reload_model = draw_alone
