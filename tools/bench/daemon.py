# SPDX-License-Identifier: Apache-2.0
"""What the measurements share: a daemon, connections to it, its load, the disk's own time."""

import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/system"))
from resp import Connection

READY = re.compile(r"^ready resp=127\.0\.0\.1:(\d+) http=127\.0\.0\.1:(\d+) .* recovered=(\d+)$")
AHEAD_BYTES = 4 << 20
FROM_SNAPSHOT = re.compile(r" (\d+) of them from a snapshot$", re.MULTILINE)


class Failed(Exception):
    """What went wrong, for whoever runs this."""


class Daemon:
    """A stellwerkd for as long as a `with` block lasts, then killed.

    `build` has bin/stellwerkd, `folder` the log and, unless `data` says otherwise, the data
    directory; `flags` are its own. `port` and `http_port` are where it listens, `start_s` is how
    long it took to be ready, `recovered` how many records it then had."""

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
        self.port, self.http_port, self.recovered = map(int, ready.groups())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def connect(self):
        """A connection that waits for as long as an answer takes."""
        connection = Connection(self.port)
        connection.socket.settimeout(None)
        return connection

    def metrics(self):
        """What /metrics says now."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/metrics",
                                    timeout=60) as page:
            return page.read().decode()

    def from_snapshot(self):
        """How many of the recovered records came from a snapshot."""
        said = FROM_SNAPSHOT.search(self.log.read_text())
        return int(said[1]) if said else 0


def load(build, daemon, **options):
    """What `stellwerk load` reports with those options."""
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    done = subprocess.run(
        [build / "bin/stellwerk", "load", "--connect", f"127.0.0.1:{daemon.port}", *flags,
         "--json", "-"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Failed("stellwerk load failed: see what it says above")
    return json.loads(done.stdout)


def syncs_s(folder, size, seconds, over_zeros=False):
    """Writes of `size` bytes to a file in the folder, each with an fdatasync: their times. They are
    appended to it, or replace zeros that were written and synced before."""
    path = folder / ("zeros" if over_zeros else "appended")
    file = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    taken, at, zeros_end, end = [], 0, 0, time.monotonic() + seconds
    try:
        while time.monotonic() < end or not taken:
            if over_zeros and at + size > zeros_end:
                os.pwrite(file, bytes(AHEAD_BYTES), at)
                os.fdatasync(file)
                zeros_end = at + AHEAD_BYTES
            begin = time.perf_counter()
            os.pwrite(file, b"x" * size, at)
            os.fdatasync(file)
            taken.append(time.perf_counter() - begin)
            at += size
    finally:
        os.close(file)
        path.unlink()
    return taken


def check_programs(build):
    for program in ("stellwerkd", "stellwerk"):
        if not (build / "bin" / program).is_file():
            raise Failed(f"{build}/bin/{program} is not there; build it: cmake --preset release && "
                         "cmake --build --preset release --target stellwerk_programs")
