# SPDX-License-Identifier: Apache-2.0
"""A RESP connection that hides nothing: bytes out, typed values in, in the version one asks for."""

import collections
import contextlib
import select
import socket
from dataclasses import dataclass

from recorder import RECORDER

# How long any single read may take before the test is called hung. No test waits for it to pass.
HUNG_S = 60.0


@dataclass(frozen=True)
class Value:
    """One reply as it came: `kind` is RESP's type byte, "$-1" and "*-1" the old nulls."""

    kind: str
    data: object


class ReplyError(Exception):
    """An error reply. `code` is its first word."""

    def __init__(self, text):
        super().__init__(text)
        self.text = text
        self.code = text.partition(" ")[0]


class Closed(Exception):
    """The daemon closed the connection."""


def encode(*arguments):
    """A command as an array of bulk strings."""
    parts = [b"*%d\r\n" % len(arguments)]
    for argument in arguments:
        data = argument if isinstance(argument, bytes) else str(argument).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
    return b"".join(parts)


def text(data):
    return data.decode("utf-8", "surrogateescape")


def octets(value):
    """The bytes that text() was made from."""
    return value.encode("utf-8", "surrogateescape")


def plain(value):
    """A Value as Python has it: str, int, float, None, list, dict; errors stay ReplyError."""
    if value.kind in ("*", ">", "~"):
        return [plain(item) for item in value.data]
    if value.kind == "%":
        return {plain(key): plain(item) for key, item in value.data}
    if value.kind == "-":
        return ReplyError(value.data)
    return value.data


def pairs(flat):
    """The map behind a reply: RESP3 has one, RESP2 a flat array."""
    return flat if isinstance(flat, dict) else dict(zip(flat[::2], flat[1::2], strict=True))


def shape(value):
    """The types of a reply, without the content: what a client library has to cope with."""
    if value.kind in ("*", ">", "~"):
        return [value.kind] + [shape(item) for item in value.data]
    if value.kind == "%":
        return {plain(key): shape(item) for key, item in value.data}
    return value.kind


class Connection:
    def __init__(self, port, protocol=2, source="127.0.0.1", tls=None):
        self.socket = socket.create_connection(("127.0.0.1", port), HUNG_S, (source, 0))
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._input = self.socket.makefile("rb")
        # The commands whose replies are to come; None once bytes have gone out past send().
        self._asked = collections.deque() if RECORDER else None
        if protocol != 2:
            self.call("HELLO", protocol)

    def close(self):
        self._input.close()
        self.socket.close()

    def write(self, data):
        self._asked = None
        self.socket.sendall(data)

    def send(self, *arguments):
        self.send_all([arguments])

    def send_all(self, commands):
        commands = list(commands)
        if self._asked is not None:
            self._asked += (command[0] for command in commands)
        self.socket.sendall(b"".join(encode(*command) for command in commands))

    def read(self):
        """The next reply, as a Value."""
        value = self._read()
        if self._asked:
            RECORDER.answered(self._asked.popleft(), value)
        return value

    def _read(self):
        line = self._line()
        kind, rest = chr(line[0]), line[1:]
        if kind in "+-(,":
            return Value(kind, float(rest) if kind == "," else text(rest))
        if kind == ":":
            return Value(kind, int(rest))
        if kind == "_":
            return Value(kind, None)
        if kind == "#":
            return Value(kind, rest == b"t")
        if kind in "$=!":
            return self._bulk(kind, int(rest))
        if kind in "*>~":
            count = int(rest)
            if count < 0:
                return Value("*-1", None)
            return Value(kind, [self._read() for _ in range(count)])
        if kind == "%":
            return Value(kind, [(self._read(), self._read()) for _ in range(int(rest))])
        raise AssertionError(f"not RESP: {line!r}")

    def reply(self):
        """The next reply as Python has it; an error reply is returned, not raised."""
        return plain(self.read())

    def ask(self, *arguments):
        self.send(*arguments)
        return self.read()

    def call(self, *arguments):
        """The reply; an error reply is raised."""
        self.send(*arguments)
        reply = self.reply()
        if isinstance(reply, ReplyError):
            raise reply
        return reply

    def map(self, *arguments):
        return pairs(self.call(*arguments))

    def error(self, *arguments):
        """The text of the error that the command must be answered with."""
        self.send(*arguments)
        reply = self.reply()
        if not isinstance(reply, ReplyError):
            raise AssertionError(f"{arguments} was answered {reply!r}, not with an error")
        return reply.text

    def readable(self, seconds):
        """Whether a reply comes within that time; only when all earlier ones have been read."""
        return bool(select.select([self.socket], [], [], seconds)[0])

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def at_end(self):
        """Whether the daemon closed, with nothing left to say; waits for one or the other."""
        with contextlib.suppress(ConnectionResetError):
            return self._input.peek(1) == b""
        return True

    def _line(self):
        try:
            line = self._input.readline()
        except ConnectionResetError as reset:
            raise Closed("the connection was reset") from reset
        if not line.endswith(b"\r\n"):
            raise Closed(f"the connection ended behind {line!r}")
        return line[:-2]

    def _bulk(self, kind, size):
        if size < 0:
            return Value("$-1", None)
        data = self._input.read(size + 2)
        if len(data) != size + 2 or data[-2:] != b"\r\n":
            raise Closed(f"a string of {size} bytes ended early")
        body = data[:-2]
        if kind == "=":
            body = body[4:]
        return Value(kind, text(body))
