"""
A real SMTP server on loopback, as small as tests need: it keeps what it is given, and may refuse, stall or hang up.

    with smtp_server() as server: ...            server.port; server.mails, each as it came over the wire
    server.answers["RCPT"] = "550 5.1.1 no such mailbox"
"""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailed:
    """One mail as it was handed over: envelope and text."""

    sender: str
    to: list[str]
    text: str

    def header(self, name: str) -> str:
        """Return a header's value, '' when there is none."""
        lines = self.text.partition("\r\n\r\n")[0].splitlines()
        return next(
            (line.partition(":")[2].strip() for line in lines if line.lower().startswith(f"{name.lower()}:")), ""
        )


@dataclass
class SmtpServer:
    """
    What a test asks of the server, and what it was given.

    `answers` says what it answers to a command in place of 250 (`DATA.` is the end of a text); `hang_up` after which it
    closes the line without a word, having kept the mail.
    """

    port: int = 0
    mails: list[Mailed] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hang_up: set[str] = field(default_factory=set)


class _Talk(socketserver.StreamRequestHandler):
    state: SmtpServer

    def handle(self) -> None:
        self._say("220 loopback")
        sender, to = "", []
        while line := self.rfile.readline().decode().strip():
            word = line.split(maxsplit=1)[0].upper()
            answer = self.state.answers.get(word)
            if word == "QUIT":
                self._say("221 bye")
                return
            if answer is None and word == "DATA":
                answer = self._take(sender, to)
                if answer is None:
                    return
            elif answer is None and word == "MAIL":
                sender, to = line.partition("<")[2].partition(">")[0], []
            elif answer is None and word == "RCPT":
                to.append(line.partition("<")[2].partition(">")[0])
            self._say(answer or "250 ok")

    def _take(self, sender: str, to: list[str]) -> str | None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line.removeprefix(".") if line.startswith("..") else line)
        answer = self.state.answers.get("DATA.", "250 kept")
        if answer.startswith("2"):
            self.state.mails.append(Mailed(sender, to, "".join(lines)))
        return None if "DATA." in self.state.hang_up else answer

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:
    """Give a server that listens on a free port of loopback until the block ends."""
    state = SmtpServer()
    handler = type("Talk", (_Talk,), {"state": state})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()
