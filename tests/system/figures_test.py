# SPDX-License-Identifier: Apache-2.0
"""Figures over TCP: QUEUE.STATS, ETA, SHARD.DIGEST, CLOCK."""

import time
import unittest

from resp import pairs
from support import SystemTest

STATS = {"waiting", "oldest_ms", "offered", "active", "agents_online", "agents_free", "occupancy",
         "sl_1h", "abandoned_1h", "p50_wait_ms", "p95_wait_ms", "breached_1h"}


class Stats(SystemTest):
    def stats(self, *queue):
        reply = self.map("QUEUE.STATS", *queue)
        return {name: pairs(figures) for name, figures in reply.items()}

    def test_by_queue(self):
        self.agent("anna", "CAPACITY", 2, "SKILLS", "billing=3")
        self.active("c1", "general")
        self.offered("c2", "general")
        self.map("CONV.OPEN", "c3", "QUEUE", "general", "AGE", "10s")
        self.map("CONV.OPEN", "c4", "QUEUE", "billing")
        stats = self.stats()
        self.assertEqual(set(stats), {"billing", "general", "auto"})
        self.assertLessEqual(STATS, set(stats["general"]))
        self.assert_fields(stats["general"], waiting=1, offered=1, active=1, agents_online=1,
                           agents_free=0)
        self.assertGreaterEqual(stats["general"]["oldest_ms"], 10_000)
        self.assertEqual(float(stats["general"]["occupancy"]), 1.0)
        self.assert_fields(stats["billing"], waiting=1, offered=0, active=0)
        self.assertEqual(self.stats("auto").keys(), {"auto"})
        self.assert_error("UNKNOWNQUEUE", "QUEUE.STATS", "sales", names="sales")

    def test_the_last_hour(self):
        self.agent("anna")
        for number in range(4):
            self.map("CONV.OPEN", f"c{number}", "QUEUE", "auto", "SLA", "within-the-hour")
            self.map("CONV.CLOSE", f"c{number}")
        self.call("AGENT.STATE", "anna", "OFFLINE")
        self.map("CONV.OPEN", "c9", "QUEUE", "auto")
        self.map("CONV.ABANDON", "c9")
        stats = self.stats("auto")["auto"]
        self.assertEqual(stats["abandoned_1h"], 1)
        self.assertEqual(stats["breached_1h"], 0)
        self.assertGreaterEqual(float(stats["sl_1h"]), 0.8)
        self.assertIsNotNone(stats["p50_wait_ms"])


class Waits(SystemTest):
    def test_eta(self):
        self.agent("anna", "SKILLS", "billing=5")
        self.agent("otto")
        eta = self.map("ETA", "billing")
        self.assertLessEqual({"position", "eta_ms", "eta_p90_ms", "agents_eligible", "agents_free"},
                             set(eta))
        self.assert_fields(eta, eta_ms=0, eta_p90_ms=0, position=1, agents_eligible=1,
                           agents_free=1, on_time_chance="1")
        self.assert_fields(self.map("ETA", "general"), agents_eligible=2, agents_free=2)
        self.assert_fields(self.map("ETA", "general", "SKILLS", "billing>=6"), agents_eligible=0,
                           eta_ms=None, on_time_chance=None)
        self.active("c1", "billing")
        waits = self.map("CONV.OPEN", "c2", "QUEUE", "billing")
        self.assertGreater(waits["eta_ms"], 0)
        self.assertGreater(waits["eta_p90_ms"], waits["eta_ms"])
        self.assert_fields(self.map("CONV.GET", "c2"), eta_ms=waits["eta_ms"], on_time_chance=None)
        later = self.map("ETA", "billing", "PRIORITY", 5)
        self.assert_fields(later, position=2, agents_free=0)
        self.assertEqual(later["eta_ms"], 2 * waits["eta_ms"])
        self.assert_error("UNKNOWNQUEUE", "ETA", "sales", names="sales")
        self.assert_error("BADARG", "ETA", "general", "PRIORITY", 11, names="PRIORITY")
        self.assert_error("ERR", "ETA")


class Digest(SystemTest):
    def test_reading_leaves_it_and_writing_changes_it(self):
        self.agent("anna")
        first = self.call("SHARD.DIGEST")
        self.assertRegex(first, r"^[0-9a-f]{16,}$")
        self.call("AGENT.GET", "anna")
        self.call("QUEUE.STATS")
        self.call("XRANGE", "events", "-", "+")
        self.assertEqual(self.call("SHARD.DIGEST"), first)
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.assertNotEqual(self.call("SHARD.DIGEST"), first)
        self.assert_error("ERR", "SHARD.DIGEST", "now")


class Clock(SystemTest):
    def test_tells_the_time_and_real_time_is_not_held(self):
        before = int(time.time() * 1000)
        told = self.map("CLOCK")["now_ms"]
        self.assertGreaterEqual(told, before - 1)
        self.assertLessEqual(told, int(time.time() * 1000) + 1)
        self.assert_error("BADSTATE", "CLOCK", "HOLD", told, names="--speed")
        self.assert_error("BADARG", "CLOCK", "HOLD", "soon", names="HOLD")
        self.assert_error("BADARG", "CLOCK", "FAST", 1, names="FAST")


class HeldClock(SystemTest):
    flags = ("--speed", "1000")

    def now(self):
        return self.map("CLOCK")["now_ms"]

    def test_it_stands_and_so_does_what_is_due_later(self):
        self.map("CLOCK", "HOLD", 0)
        held = self.now()
        self.map("CONV.OPEN", "c1", "QUEUE", "general", "AGE", "59m")
        for _ in range(100):
            self.assertEqual(self.now(), held)
        self.map("CLOCK", "HOLD", held + 59_000)
        while self.now() < held + 59_000:
            pass
        self.assertEqual(self.now(), held + 59_000)
        self.assertNotIn("sla.breached", self.types())
        self.map("CLOCK", "HOLD", held + 61_000)
        breached = self.await_event("sla.breached", conv="c1")
        self.assertEqual(breached["at"], str(held + 60_000))


if __name__ == "__main__":
    unittest.main()
