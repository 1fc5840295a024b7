# SPDX-License-Identifier: Apache-2.0
"""What the tests over TCP share: a daemon of their own, connections to it, its events."""

import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from resp import HUNG_S, Connection, pairs

BIN = pathlib.Path(os.environ.get("STELLWERK_BIN", "build/release/bin"))
DAEMON = BIN / "stellwerkd"
READY = re.compile(
    r"^ready resp=127\.0\.0\.1:(\d+) http=127\.0\.0\.1:(\d+) data=(\S+) recovered=(\d+)"
    r"(?: tls=127\.0\.0\.1:(\d+))?\n$"
)

POLICY = """
[[channel]]
name = "whatsapp"

[[channel]]
name = "email"
units = 2

[[sla]]
name = "within-the-hour"
first_response = "1h"
next_response = "1h"

[[queue]]
name = "billing"
sla = "within-the-hour"
skills = "billing>=2"
wrap_up = "15s"

[[queue]]
name = "general"
sla = "within-the-hour"

[[queue]]
name = "auto"
offer = { mode = "auto" }
"""


class Daemon:
    """A stellwerkd of the test's own, on free ports of the loopback interface."""

    def __init__(self, *flags, listen="127.0.0.1:0"):
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [DAEMON, "--listen", listen, "--http", "127.0.0.1:0", *flags],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self.ready_line = self.process.stdout.readline().decode()
        match = READY.match(self.ready_line)
        if not match:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"no ready line but {self.ready_line!r}; log:\n{self.log()}")
        self.port, self.http_port = int(match[1]), int(match[2])
        self.data, self.recovered = match[3], int(match[4])
        self.tls_port = int(match[5]) if match[5] else None

    def log(self):
        # By an offset of its own: the daemon writes at the one it was given.
        with open(f"/proc/self/fd/{self._log.fileno()}", "rb") as log:
            return log.read().decode("utf-8", "replace")

    def connect(self, protocol=2):
        return Connection(self.port, protocol)

    def terminate(self):
        """Asks it to end; answers its exit code and what it wrote to standard output since."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self):
        try:
            output, _ = self.process.communicate(timeout=HUNG_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            hung = f"still there {HUNG_S} s after SIGTERM; log:\n{self.log()}"
            raise AssertionError(hung) from None
        return self.process.returncode, output.decode()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self._log.close()


class SystemTest(unittest.TestCase):
    """A test with a daemon of its own, which must end by SIGTERM with exit code 0."""

    flags = ()
    policy = POLICY
    maxDiff = None

    def setUp(self):
        self.daemon = Daemon(*self.flags)
        self.addCleanup(self._end_daemon)
        self.client = self.connect()
        if self.policy:
            self.client.call("POLICY.APPLY", self.policy)

    def connect(self, protocol=2):
        connection = self.daemon.connect(protocol)
        self.addCleanup(connection.close)
        return connection

    def _end_daemon(self):
        if self.daemon.process.poll() is None:
            code, output = self.daemon.terminate()
        else:
            code, output = self.daemon.wait()
        log = self.daemon.log()
        self.daemon.close()
        self.assertEqual((code, output), (0, ""), f"log:\n{log}")

    # Short forms for what nearly every test does.

    def call(self, *arguments):
        return self.client.call(*arguments)

    def map(self, *arguments):
        return self.client.map(*arguments)

    def assert_error(self, code, *arguments, names=(), client=None):
        """The command is answered `-CODE text`, and the text names what it should."""
        error = (client or self.client).error(*arguments)
        self.assertEqual(error.partition(" ")[0], code, f"{arguments}: {error}")
        self.assertTrue(error.partition(" ")[2], f"{arguments}: an error without a text")
        for name in (names,) if isinstance(names, str) else names:
            self.assertIn(name, error)
        return error

    def assert_fields(self, actual, **expected):
        self.assertEqual({name: actual.get(name) for name in expected}, expected)

    def agent(self, name, *options, state="ONLINE"):
        """Registers an agent and sets its presence; answers the epoch."""
        self.call("AGENT.SET", name, *options)
        return self.call("AGENT.STATE", name, state)

    def offered(self, conv, queue, *options):
        """Opens a conversation that must be offered to an agent at once; answers its map."""
        reply = self.map("CONV.OPEN", conv, "QUEUE", queue, *options)
        self.assertEqual(reply["state"], "offered")
        return reply

    def active(self, conv, queue, *options):
        """Opens a conversation, which an agent must be there for, and accepts it for him."""
        offer = self.offered(conv, queue, *options)["offer"]
        reply = self.map("CONV.ACCEPT", conv, offer)
        self.assertEqual(reply["state"], "active")
        return reply

    def events(self, key="events", first="-", last="+"):
        return [entry(item) for item in self.call("XRANGE", key, first, last)]

    def types(self, key="events", **fields):
        """The types of a stream's events, in order; only of those with the given fields."""
        return [
            event["type"]
            for event in self.events(key)
            if all(event.get(name) == value for name, value in fields.items())
        ]

    def metric(self, name, label=""):
        """The daemon's figure of that name, with that among its labels."""
        url = f"http://127.0.0.1:{self.daemon.http_port}/metrics"
        with urllib.request.urlopen(url, timeout=HUNG_S) as page:
            for line in page.read().decode().splitlines():
                if line.startswith((f"{name}{{", f"{name} ")) and label in line:
                    return float(line.rpartition(" ")[2])
        raise AssertionError(f"no {name} with {label}")

    def last_id(self):
        return self.map("XINFO", "STREAM", "events")["last-generated-id"]

    def reader(self):
        """A connection of its own to read streams with."""
        return self.connect()

    def await_event(self, kind, after="0", key="events", **fields):
        """Blocks until an event of that type and those fields is there, and answers it."""
        reader = self.reader()
        seen = []
        while True:
            reply = reader.call("XREAD", "BLOCK", int(HUNG_S * 1000), "STREAMS", key, after)
            self.assertIsNotNone(reply, f"no {kind} {fields} came behind {seen}")
            for event in entries(reply)[key]:
                after = event["id"]
                seen.append(event["type"])
                if event["type"] == kind and fields.items() <= event.items():
                    return event


def entry(item):
    """A stream entry as one dictionary: its fields and its `id`."""
    return {"id": item[0], **pairs(item[1])}


def entries(reply):
    """XREAD's reply by key, in RESP2's shape or RESP3's."""
    streams = reply.items() if isinstance(reply, dict) else reply
    return {key: [entry(item) for item in items] for key, items in streams}
