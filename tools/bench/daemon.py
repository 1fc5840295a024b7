# SPDX-License-Identifier: Apache-2.0
"""A daemon to be measured, and a connection to it."""

import re
import select
import socket
import subprocess
import time

READY = re.compile(r"^ready resp=(\S+):(\d+) http=(\S+):(\d+) .* recovered=(\d+)$")
FROM_SNAPSHOT = re.compile(r" (\d+) of them from a snapshot$", re.MULTILINE)


class Failed(Exception):
    """What went wrong, for whoever runs this."""


class Daemon:
    """A stellwerkd for as long as a `with` block lasts, then killed.

    `build` has bin/stellwerkd, `folder` the log and, unless `data` says otherwise, the data
    directory; `flags` are its own. `address` and `http` are where it listens, `start_s` is how long
    it took to be ready, `recovered` how many records it then had."""

    def __init__(self, build, folder, *flags, data=None):
        self.log = folder / "log"
        with self.log.open("wb") as log:
            begin = time.monotonic()
            self.process = subprocess.Popen(
                [build / "bin/stellwerkd", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
                 "--data", data or folder / "data", "--snapshot-records", "0", *flags],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            ready = READY.match(self.process.stdout.readline())
            self.start_s = time.monotonic() - begin
            if not ready:
                raise Failed(f"stellwerkd did not become ready; its log:\n{self.log.read_text()}")
        except BaseException:
            self.__exit__()
            raise
        self.address, self.http = (ready[1], int(ready[2])), (ready[3], int(ready[4]))
        self.recovered = int(ready[5])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def from_snapshot(self):
        """How many of the recovered records came from a snapshot."""
        said = FROM_SNAPSHOT.search(self.log.read_text())
        return int(said[1]) if said else 0


class Client:
    """A RESP2 connection."""

    def __init__(self, daemon):
        self.socket = socket.create_connection(daemon.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.replies = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.replies.close()
        self.socket.close()

    def send(self, *commands):
        self.socket.sendall(b"".join(map(encoded, commands)))

    def read(self):
        """The next reply; an error, wherever in it, is raised."""
        line = self.replies.readline()
        if not line.endswith(b"\r\n"):
            raise Failed("stellwerkd closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"*":
            return [self.read() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == b"-1" else self.replies.read(int(rest) + 2)[:-2]
        if kind == b":":
            return int(rest)
        if kind == b"-":
            raise Failed(f"stellwerkd answered: {rest.decode()}")
        return rest

    def call(self, *command):
        self.send(command)
        return self.read()

    def silent(self, seconds):
        """Whether nothing comes within that time."""
        return not select.select([self.socket], [], [], seconds)[0]


def encoded(command):
    parts = [b"*%d\r\n" % len(command)]
    for argument in map(str.encode, command):
        parts.append(b"$%d\r\n%s\r\n" % (len(argument), argument))
    return b"".join(parts)
