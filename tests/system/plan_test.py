#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Routing plans over TCP: steps, overflow, split, full and closed queues, long waits."""

import datetime
import unittest

from resp import pairs
from support import POLICY, SystemTest

PLANS = POLICY + """
[[queue]]
name = "rings"
offer = { mode = "auto" }
step = [
  { after = "0s", kind = "bot", consider_if = "present" },
  { after = "0s", skills = "golf>=4" },
  { after = "200ms", skills = "golf>=2" },
  { after = "1h", divert = "general" },
]

[[queue]]
name = "impatient"
max_waiting = 1
when_full = "general"
handling = "4m"
wait_long = "3m"
step = [{ after = "0s" }, { after = "300ms", overflow = "general" }]

[[queue]]
name = "short"
overflow = [{ to = "general", waiting = 1 }]

[[queue]]
name = "both"
split = { general = 60, auto = 40 }
"""


class Plans(SystemTest):
    policy = PLANS

    def test_rings_widen_with_time_and_bots_go_first(self):
        self.agent("novice", "SKILLS", "golf=2")
        self.agent("expert", "SKILLS", "golf=5")
        self.agent("rob", "KIND", "bot")
        self.assertEqual(self.map("CONV.OPEN", "c1", "QUEUE", "rings")["agent"], "rob")
        self.assertEqual(self.map("CONV.OPEN", "c2", "QUEUE", "rings")["agent"], "expert")
        self.assert_fields(self.map("CONV.OPEN", "c3", "QUEUE", "rings"), state="waiting")
        assigned = self.await_event("conversation.assigned", conv="c3")
        opened = self.await_event("conversation.opened", conv="c3")
        self.assertEqual(assigned["agent"], "novice")
        self.assertEqual(int(assigned["at"]) - int(opened["at"]), 200)
        decision = pairs(self.map("CONV.EXPLAIN", "c3")["decisions"][0])
        self.assertEqual(decision["step"], 3)
        self.assertIsNone(self.map("CONV.GET", "c3")["step"])
        self.map("CONV.OPEN", "c4", "QUEUE", "rings", "AGE", "10s")
        self.assertEqual(self.map("CONV.GET", "c4")["step"], 3)
        waiting = self.map("CONV.EXPLAIN", "c4")
        self.assertEqual(waiting["step"], 3)
        opened = self.map("CONV.GET", "c4")["opened_ms"]
        self.assertEqual(waiting["next_step_ms"], opened - 10_000 + 3_600_000)

    def test_nobody_there_is_not_waited_for(self):
        self.agent("expert", "SKILLS", "golf=5")
        self.agent("rob", "KIND", "bot", state="AWAY")
        self.map("CONV.OPEN", "c1", "QUEUE", "rings")
        self.assertEqual(self.map("CONV.GET", "c1")["agent"], "expert")

    def test_overflow_keeps_what_it_was(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "impatient", "SLA", "within-the-hour")
        moved = self.await_event("conversation.overflowed", conv="c1")
        self.assert_fields(moved, queue="general", reason="step")
        self.assertEqual(moved["from"], "impatient")
        found = self.map("CONV.GET", "c1")
        self.assert_fields(found, queue="general", state="waiting", sla="within-the-hour")
        self.assertEqual(found["due_ms"] - found["opened_ms"], 3_600_000)
        self.assertIn("overflowed", [pairs(step)["what"]
                                     for step in self.map("CONV.EXPLAIN", "c1")["timeline"]])

    def test_a_full_queue_passes_on(self):
        self.agent("anna", state="AWAY")
        self.map("CONV.OPEN", "c1", "QUEUE", "impatient")
        self.map("CONV.OPEN", "c2", "QUEUE", "impatient")
        self.assert_fields(self.await_event("conversation.overflowed", conv="c2"), queue="general",
                           reason="full")

    def test_by_length(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "short")
        self.map("CONV.OPEN", "c2", "QUEUE", "short", "CHANNEL", "email")
        self.assertEqual(self.map("CONV.GET", "c1")["queue"], "short")
        self.assertEqual(self.map("CONV.GET", "c2")["queue"], "general")

    def test_split(self):
        queues = []
        for number in range(10):
            self.map("CONV.OPEN", f"c{number}", "QUEUE", "both")
            queues.append(self.map("CONV.GET", f"c{number}")["queue"])
        self.assertEqual(queues, ["general", "auto", "general", "auto", "general"] * 2)

    def test_a_long_wait_is_told_once(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c0", "QUEUE", "impatient")
        self.map("CONV.OPEN", "c1", "QUEUE", "impatient", "CUSTOMER", "joe")
        told = self.await_event("wait.long", conv="c1")
        self.assert_fields(told, queue="impatient", customer="joe", waited_ms="0")
        self.assertEqual(int(told["due"]) - int(told["at"]), 240_000)
        self.await_event("conversation.overflowed", conv="c1")
        self.assertEqual(self.types(conv="c1").count("wait.long"), 1)

    def test_a_wait_without_end_is_long(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "impatient", "CHANNEL", "email")
        told = self.await_event("wait.long", conv="c1")
        self.assertNotIn("due", told)
        self.assertEqual(told["channel"], "email")

    def test_policy_errors_have_line_and_key(self):
        toml = '[[queue]]\nname = "a"\nstep = [\n  { after = "0s", divert = "nowhere" },\n]\n'
        report = self.map("POLICY.CHECK", toml)
        self.assertEqual(report["ok"], 0)
        error = pairs(report["errors"][0])
        self.assertEqual((error["line"], error["key"]), (4, "queue.step.divert"))
        self.assertIn("nowhere", error["text"])


# Not today and not tomorrow.
IN_THREE_DAYS = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)
OPEN_DAY = IN_THREE_DAYS.strftime("%a")


class ClosedQueue(SystemTest):
    policy = f"""
[[calendar]]
name = "shut"
zone = "UTC"
hours = {{ {OPEN_DAY.lower()} = ["00:00-00:01"] }}

[[queue]]
name = "day"
calendar = "shut"
when_closed = "wait"

[[queue]]
name = "ever"
calendar = "shut"
"""

    def test_waits_for_its_opening(self):
        self.agent("anna", "CAPACITY", 5)
        self.assertEqual(self.map("CONV.OPEN", "c1", "QUEUE", "ever")["state"], "offered")
        self.assertEqual(self.map("CONV.OPEN", "c2", "QUEUE", "day")["state"], "waiting")
        self.assertIn("closed", self.map("CONV.EXPLAIN", "c2")["text"])
        self.assertNotIn("conversation.unroutable", self.types(conv="c2"))
        self.assertEqual(self.map("CONV.TAKE", "c2", "anna")["state"], "active")


def office_in(minutes, queue):
    """A queue whose office opens for a minute of each day, so long from now."""
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    until = at + datetime.timedelta(minutes=1)
    return (f'[[calendar]]\nname = "office"\nzone = "UTC"\n'
            f'hours = {{ mon-sun = ["{at:%H:%M}-{until:%H:%M}"] }}\n'
            f'[[queue]]\nname = "desk"\ncalendar = "office"\noffer = {{ mode = "auto" }}\n{queue}')


class ClosedHours(SystemTest):
    policy = None

    def test_bots_take_what_comes_outside_the_hours(self):
        self.call("POLICY.APPLY", office_in(720, """step = [
          { after = "0s", kind = "human", hours = "open" },
          { after = "0s", kind = "bot", hours = "closed" },
        ]"""))
        self.agent("anna")
        self.agent("rob", "KIND", "bot")
        night = self.map("CONV.OPEN", "c1", "QUEUE", "desk")
        self.assert_fields(night, state="active", agent="rob")
        self.assert_fields(self.map("CONV.OPEN", "c2", "QUEUE", "desk"), state="waiting")
        waiting = self.map("CONV.EXPLAIN", "c2")
        self.assertEqual(pairs(waiting["lacking"])["hours"], 1)
        lacks = {each["agent"]: each["lacks"] for each in map(pairs, waiting["agents"])}
        self.assertRegex(lacks["anna"][0], r"^step 1, which is for open hours, from \d{13}$")

    def test_what_makes_no_sense(self):
        self.assert_error("BADARG", "POLICY.APPLY", office_in(720, 'step = [{ after = "0s", '
                          'hours = "open" }]'), names="queue.step.hours")


if __name__ == "__main__":
    unittest.main()
