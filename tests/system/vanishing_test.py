# SPDX-License-Identifier: Apache-2.0
"""Clients whose machine vanishes: no end, no reset, nothing any more."""

import ctypes
import os
import subprocess
import unittest
import urllib.request

from resp import Connection
from support import Daemon, SystemTest, entries

TIMEOUT_S = 3
NEW_NETWORK = 0x40000000  # CLONE_NEWNET
LOST = "127.0.0.2"


def own_network():
    """From now on this process and its children are alone in a network of their own."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("a network of one's own takes root")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_NETWORK) != 0:
        raise unittest.SkipTest(f"no network of one's own: {os.strerror(ctypes.get_errno())}")
    try:
        route("link", "set", "lo", "up")
    except (OSError, subprocess.CalledProcessError) as why:
        raise unittest.SkipTest(f"no loopback in a network of one's own: {why}") from None


def route(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


class Vanishing(SystemTest):
    flags = ("--peer-timeout", f"{TIMEOUT_S}s")

    @classmethod
    def setUpClass(cls):
        own_network()

    def metric(self, name):
        url = f"http://127.0.0.1:{self.daemon.http_port}/metrics"
        with urllib.request.urlopen(url) as page:
            for line in page.read().decode().splitlines():
                if line.startswith(name + " "):
                    return float(line.split()[1])
        raise AssertionError(f"no {name}")

    def far(self):
        """A client at the address that will be cut off."""
        client = Connection(self.daemon.port, 2, source=LOST)
        self.addCleanup(client.close)
        return client

    def test_they_are_noticed_and_nobody_else_is_harmed(self):
        for number in range(50):
            self.call("MSG.IN", "c1", f"m{number}", "x" * 60_000, "QUEUE", "general")
        near = self.connect()
        near.send("XREAD", "BLOCK", 0, "STREAMS", "inbox:near", "$")
        silent = self.connect()
        waiting, reading = self.far(), self.far()
        waiting.send("XREAD", "BLOCK", 0, "STREAMS", "inbox:far", "$")
        self.assertEqual(reading.call("PING"), "PONG")
        vanished = 'stellwerk_connections_cut_total{reason="vanished"}'
        parked = 'stellwerk_reads_parked{shard="0"}'
        while self.metric(parked) < 2:
            pass
        self.assertEqual(self.metric("stellwerk_connections"), 5)

        # Nothing reaches them from here on. One has a read parked, the other is owed 3 MB.
        route("route", "add", "blackhole", LOST, "table", "local")
        self.addCleanup(route, "route", "del", "blackhole", LOST, "table", "local")
        reading.send("XRANGE", "events", "-", "+")
        rounds = 0
        while self.metric(vanished) < 2:
            rounds += 1
            self.assertLess(rounds, 20 * TIMEOUT_S)
            self.assertIsNone(self.call("XREAD", "BLOCK", 250, "STREAMS", "events", "$"))
        self.assertGreater(rounds, 4, "they were given their time")
        self.assertEqual(self.metric("stellwerk_connections"), 3)
        self.assertEqual(self.metric(parked), 1)
        self.assertEqual(self.metric('stellwerk_reply_bytes{shard="0"}'), 0)

        # Those who are there have noticed nothing.
        self.assertEqual(silent.call("PING"), "PONG")
        self.agent("near")
        self.assertEqual(entries(near.reply())["inbox:near"][0]["type"], "offer.created")

    def test_the_time_is_checked(self):
        for wrong in ("0", "1s", "2h", "soon"):
            with self.assertRaisesRegex(AssertionError, f'"{wrong}" is no duration from 2s to 1h'):
                Daemon("--peer-timeout", wrong)


if __name__ == "__main__":
    unittest.main()
