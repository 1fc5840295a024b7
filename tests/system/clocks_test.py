# SPDX-License-Identifier: Apache-2.0
"""The daemon on a machine whose clocks are set, or that was suspended.

Its clocks are read through a library that moves them, so that nobody else's are touched."""

import contextlib
import http.client
import mmap
import os
import unittest

from journal_support import SMALL, JournalTest
from support import BIN, POLICY, entries

HOUR_S = 3_600
SHIM = BIN / "moved_clocks.so"


class Clocks(JournalTest):
    def setUp(self):
        super().setUp()
        self.offsets = self.data.parent / "offsets"
        self.offsets.write_bytes(bytes(16))
        surroundings = {
            "LD_PRELOAD": str(SHIM.absolute()), "MOVED_CLOCKS": str(self.offsets),
            # A sanitizer wants to be loaded first; this library does nothing that it watches.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        }
        before = {name: os.environ.get(name) for name in surroundings}
        os.environ.update(surroundings)
        self.addCleanup(self.restore, before)

    def restore(self, before):
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def move(self, wall_s=0, suspended_s=0):
        """From now on the clocks are so far from the machine's own."""
        with open(self.offsets, "r+b") as file, mmap.mmap(file.fileno(), 16) as shared:
            # Each of the two is stored at once: the daemon may be reading.
            with memoryview(shared).cast("q") as numbers:
                numbers[0] = int(wall_s * 1e9)
                numbers[1] = int(suspended_s * 1e9)

    def get(self, daemon, path):
        connection = http.client.HTTPConnection("127.0.0.1", daemon.http_port)
        with contextlib.closing(connection):
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def ahead_s(self, daemon):
        page = self.get(daemon, "/metrics")[1]
        [line] = [line for line in page.splitlines()
                  if line.startswith("stellwerk_clock_ahead_seconds{")]
        self.assertIn('shard="0"', line)
        return float(line.split()[1])

    def now_ms(self, client):
        info = client.call("INFO", "routing")
        return int(info.partition("engine_time_ms:")[2].split("\r\n")[0])

    def worker(self, daemon, *lease):
        """anna is online; a client."""
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        client.call("AGENT.SET", "anna", "SKILLS", "billing=3")
        client.call("AGENT.STATE", "anna", "ONLINE", *lease)
        return client

    def await_event(self, client, kind, **fields):
        after = "0"
        while True:
            reply = client.call("XREAD", "BLOCK", 60_000, "STREAMS", "events", after)
            self.assertIsNotNone(reply, f"no {kind}")
            for event in entries(reply)["events"]:
                after = event["id"]
                if event["type"] == kind and fields.items() <= event.items():
                    return event

    def test_a_start_behind_the_last_journaled_time(self):
        self.move(wall_s=HOUR_S)
        daemon = self.start()
        client = self.worker(daemon)
        self.assertAlmostEqual(self.ahead_s(daemon), 0, delta=0.5)
        self.assertEqual(self.get(daemon, "/readyz"), (200, "ready\n"))
        self.assertEqual(client.map("CONV.OPEN", "c1", "QUEUE", "billing")["state"], "offered")
        last_ms = int(self.await_event(client, "offer.created")["at"])
        self.kill(daemon)

        self.move(wall_s=0)
        daemon = self.start()
        self.assertRegex(daemon.log(), r"warn.* the machine's clock is 3[56]\d\d s behind")
        client = self.connect(daemon)
        now_ms = self.now_ms(client)
        self.assertGreaterEqual(now_ms, last_ms)
        self.assertLess(now_ms, last_ms + HOUR_S * 500)
        self.assertAlmostEqual(self.ahead_s(daemon), HOUR_S, delta=HOUR_S / 100)
        status, body = self.get(daemon, "/readyz")
        self.assertEqual(status, 200)
        self.assertRegex(body, r"\Aready\nengine time is 3[56]\d\d s ahead of the machine's clock")
        self.assertEqual(client.map("CONV.GET", "c1")["state"], "offered")
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_a_wall_clock_that_is_set(self):
        daemon = self.start()
        client = self.worker(daemon)
        offer = client.map("CONV.OPEN", "c1", "QUEUE", "billing")["offer"]
        for set_s, told in ((HOUR_S, "behind"), (-HOUR_S, "ahead of")):
            before_ms = self.now_ms(client)
            self.move(wall_s=set_s)
            # Time goes on as if nothing had been.
            self.assertLess(abs(self.now_ms(client) - before_ms), 10_000)
            self.assertGreaterEqual(self.now_ms(client), before_ms)
            self.assertAlmostEqual(self.ahead_s(daemon), -set_s, delta=60)
            status, body = self.get(daemon, "/readyz")
            self.assertEqual(status, 200)
            self.assertRegex(body, rf"engine time is 3[56]\d\d s {told} the machine's clock")
        self.assertEqual(client.map("CONV.ACCEPT", "c1", offer)["state"], "active")
        self.move()
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_a_suspended_machine(self):
        daemon = self.start()
        client = self.worker(daemon, "LEASE", "20s")
        client.call("AGENT.SET", "anna", "QUEUES", "auto")
        opened = client.map("CONV.OPEN", "c1", "QUEUE", "billing")
        self.assertEqual(opened["state"], "waiting")
        asked_ms = self.now_ms(client)
        reader = self.connect(daemon)
        # Nobody sends anything while it sleeps, nor right after.
        self.move(wall_s=2 * HOUR_S, suspended_s=2 * HOUR_S)
        breached = self.await_event(reader, "sla.breached", conv="c1")
        self.assertAlmostEqual(int(breached["at"]), asked_ms + HOUR_S * 1000, delta=5_000)
        woke_ms = self.now_ms(client)
        self.assertGreater(woke_ms, asked_ms + 2 * HOUR_S * 1000)
        self.assertEqual(self.get(daemon, "/readyz"), (200, "ready\n"))
        # Presences have not run out: they have not had a chance.
        self.assertEqual(client.map("AGENT.GET", "anna")["state"], "online")
        epoch = client.map("AGENT.GET", "anna")["epoch"]
        self.assertEqual(client.call("AGENT.BEAT", "anna", epoch), "OK")

        # One whole lease later it is as ever. Many answers may be of one moment.
        passed_s = 2 * HOUR_S
        while client.map("AGENT.GET", "anna")["state"] == "online":
            passed_s += 1
            self.assertLess(passed_s, 2 * HOUR_S + 60)
            self.move(wall_s=passed_s, suspended_s=passed_s)
            while self.now_ms(client) < asked_ms + passed_s * 1_000:
                pass
        lapsed = self.await_event(reader, "agent.state", agent="anna", state="offline")
        self.assertAlmostEqual(int(lapsed["at"]), woke_ms + 20_000, delta=5_000)
        digest = client.call("SHARD.DIGEST")
        self.kill(daemon)
        self.assertEqual(self.connect(self.start(*SMALL)).call("SHARD.DIGEST"), digest)


if __name__ == "__main__":
    unittest.main()
