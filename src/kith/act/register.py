"""The register of commands: each operation by name and version, with typed arguments that can be stored and sent again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from inspect import Parameter, signature
from typing import Any, get_type_hints

import msgspec

from kith.act.types import Act, Thing

Sight = Callable[..., Thing]


@dataclass(frozen=True)
class Command:
    """One operation as data: name, version, what it is made on, and the function that changes."""

    name: str
    version: int
    change: Callable[..., Any]
    sight: Callable[..., Thing] | None

    @cached_property
    def sight_names(self) -> tuple[str, ...]:
        """The arguments that say what the command is made on."""
        return tuple(signature(self.sight).parameters) if self.sight else ()

    @cached_property
    def hints(self) -> dict[str, Any]:
        """The types of the arguments and of the outcome."""
        return get_type_hints(self.change)

    @cached_property
    def arguments(self) -> type[msgspec.Struct]:
        """The arguments as one serialisable type: what a proposal, a queue or the API keeps."""
        parameters = signature(self.change).parameters.values()
        fields = [
            (p.name, self.hints[p.name]) if p.default is Parameter.empty else (p.name, self.hints[p.name], p.default)
            for p in parameters
            if p.name != "act"
        ]
        return msgspec.defstruct(
            self.name.replace(".", "_"), fields, kw_only=True, frozen=True, forbid_unknown_fields=True
        )

    def digest(self, arguments: dict[str, Any]) -> bytes:
        """Return the digest of a body: the same arguments always give the same bytes."""
        body = msgspec.json.encode([self.name, self.version, arguments], order="deterministic")
        return sha256(body).digest()

    def encode(self, arguments: dict[str, Any]) -> str:
        """Return the arguments as JSON, as `send` takes them."""
        return msgspec.json.encode(arguments, order="deterministic").decode()

    def decode(self, body: str | bytes) -> dict[str, Any]:
        """
        Return the arguments of a stored or sent body (JSON).

        Raises:
            msgspec.ValidationError: when the body does not fit its types; the message names the argument.
        """
        arguments = msgspec.json.decode(body, type=self.arguments)
        return {name: getattr(arguments, name) for name in self.arguments.__struct_fields__}

    def pack(self, outcome: Any) -> Any:
        """Return an outcome as JSON values, for the receipt."""
        return msgspec.to_builtins(outcome)

    def unpack(self, stored: Any) -> Any:
        """Return a stored outcome in its own type again."""
        return msgspec.convert(stored, self.hints["return"])


_commands: dict[tuple[str, int], Command] = {}


def register(command: Command) -> Command:
    """Add a command. Two operations of one name and version are a defect."""
    if (command.name, command.version) in _commands:
        raise ValueError(f"two operations are called {command.name} version {command.version}")
    _commands[command.name, command.version] = command
    return command


def command_named(name: str, version: int = 1) -> Command:
    """Return a registered command. Raises KeyError when none has that name and version."""
    return _commands[name, version]


def commands() -> dict[tuple[str, int], Command]:
    """Return all registered commands by name and version."""
    return dict(_commands)


def send(*, act: Act, name: str, body: bytes, version: int = 1) -> Any:
    """
    Run a registered command from its stored or sent body (JSON), through the same wrapper as everybody.

    Raises:
        KeyError: when no command has that name and version.
        msgspec.ValidationError: when the body does not fit its types; the message names the argument.
    """
    command = _commands[name, version]
    from kith.act.wrapper import run

    return run(command, act, command.decode(body))
