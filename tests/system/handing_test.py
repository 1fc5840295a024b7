#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Handing on over TCP: hold, resume, take, transfer, sticky and preferred."""

import unittest

from resp import pairs
from support import SystemTest


class Handing(SystemTest):
    def test_hold_frees_the_slot_and_resume_goes_on(self):
        self.agent("anna")
        episode = self.active("c1", "general")["episode"]
        self.assert_fields(self.map("CONV.HOLD", "c1", "FOR", "1h", "REASON", "asks the bank"),
                           state="held", agent="anna", duplicate=0, episode=episode)
        self.assert_fields(self.map("AGENT.GET", "anna"), used=0, conversations=1)
        [active, held] = [pairs(self.map("QUEUE.STATS", "general")["general"])[state]
                          for state in ("active", "held")]
        self.assertEqual((active, held), (0, 1))
        held = self.await_event("conversation.held", conv="c1", key="inbox:anna")
        self.assertEqual(int(held["expires"]) - int(held["at"]), 3_600_000)
        self.assertEqual(held["reason"], "asks the bank")
        self.assert_fields(self.map("CONV.HOLD", "c1"), state="held", duplicate=1)
        self.assert_fields(self.map("CONV.RESUME", "c1"), state="active", agent="anna",
                           duplicate=0, episode=episode)
        self.assert_fields(self.map("CONV.RESUME", "c1"), state="active", duplicate=1)
        self.assert_fields(self.await_event("conversation.resumed", conv="c1"), state="active",
                           agent="anna")

    def test_a_hold_ends_by_itself(self):
        self.agent("anna")
        self.active("c1", "general")
        self.map("CONV.HOLD", "c1", "FOR", "10ms")
        resumed = self.await_event("conversation.resumed", conv="c1")
        held = self.await_event("conversation.held", conv="c1")
        self.assertEqual(resumed["at"], held["expires"])

    def test_hold_without_room_waits(self):
        self.agent("anna")
        self.active("c1", "general")
        self.map("CONV.HOLD", "c1")
        self.active("c2", "general")
        self.assert_fields(self.map("MSG.IN", "c1", "m1", "still there?"), state="waiting",
                           agent=None)
        self.map("CONV.CLOSE", "c2")
        self.assertEqual(self.map("CONV.GET", "c1")["agent"], "anna")

    def test_take(self):
        self.agent("anna")
        self.active("c1", "general")
        self.map("CONV.OPEN", "c2", "QUEUE", "general")
        self.assert_error("FULL", "CONV.TAKE", "c2", "anna", names=("retry-after-ms=", "anna"))
        self.assert_error("UNKNOWNAGENT", "CONV.TAKE", "c2", "zoe", names="zoe")
        self.assert_error("UNKNOWNCONV", "CONV.TAKE", "c9", "anna", names="c9")
        self.assert_error("STALE", "CONV.TAKE", "c2", "anna", "IF", 5)
        self.agent("ben", state="AWAY")
        self.assert_error("BADSTATE", "CONV.TAKE", "c2", "ben", names=("ben", "away"))
        self.assert_fields(self.map("CONV.TAKE", "c2", "anna", "FORCE", 1), state="active",
                           agent="anna")
        self.assert_fields(self.map("AGENT.GET", "anna"), used=2, capacity=1, over=1)
        self.assertEqual(self.await_event("conversation.assigned", conv="c2")["reason"], "forced")
        self.assert_error("BADSTATE", "CONV.TAKE", "c1", "ben")
        self.map("CONV.OPEN", "c3", "QUEUE", "general", "SKILLS", "de>=4")
        self.assert_error("UNROUTABLE", "CONV.TAKE", "c3", "anna", names="de>=4")

    def test_transfer_to_an_agent(self):
        self.agent("anna")
        self.map("MSG.IN", "c1", "m1", "hello", "QUEUE", "general")
        self.map("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        self.agent("ben", state="AWAY")
        self.assert_error("BADSTATE", "CONV.TRANSFER", "c1", "AGENT", "ben", names="ben")
        self.assertEqual(self.map("CONV.GET", "c1")["agent"], "anna")
        self.agent("ben")
        self.assert_error("BADARG", "CONV.TRANSFER", "c1", names=("QUEUE", "AGENT"))
        self.assert_error("UNROUTABLE", "CONV.TRANSFER", "c1", "AGENT", "ben", "SKILLS", "fr")
        self.assert_fields(self.map("CONV.TRANSFER", "c1", "AGENT", "ben"), state="active",
                           agent="ben", duplicate=0)
        self.assert_fields(self.map("CONV.TRANSFER", "c1", "AGENT", "ben"), duplicate=1)
        self.assertEqual(self.types("inbox:ben", conv="c1"),
                         ["conversation.assigned", "message.in"])
        self.assertEqual(self.types("inbox:anna", conv="c1")[-1], "conversation.transferred")
        self.assert_error("STALE", "MSG.OUT", "c1", "r1", "late", "FROM", "anna")
        self.assert_fields(self.map("CONV.GET", "c1"), handovers=1, agents=2)

    def test_transfer_to_a_queue(self):
        self.agent("anna", "QUEUES", "general")
        self.active("c1", "general")
        self.assert_error("UNKNOWNQUEUE", "CONV.TRANSFER", "c1", "QUEUE", "sales", names="sales")
        self.assert_fields(self.map("CONV.TRANSFER", "c1", "QUEUE", "billing"), state="waiting",
                           agent=None, duplicate=0)
        self.assert_fields(self.map("CONV.TRANSFER", "c1", "QUEUE", "billing"), duplicate=1)
        self.assert_fields(self.map("CONV.GET", "c1"), queue="billing", state="waiting")

    def test_sticky_and_preferred(self):
        self.agent("anna")
        self.active("c1", "general")
        self.agent("ben")
        self.assertEqual(
            self.map("CONV.OPEN", "c2", "QUEUE", "general", "STICKY", "anna:1h")["state"],
            "waiting")
        self.map("CONV.CLOSE", "c1")
        self.assert_fields(self.map("CONV.GET", "c2"), state="offered", agent="anna")
        self.call("AGENT.SET", "ben", "CAPACITY", 3)
        self.agent("carl", "SKILLS", "golf=1", "CAPACITY", 3)
        opened = self.map("CONV.OPEN", "c3", "QUEUE", "general", "PREFER", "golf")
        self.assertEqual(opened["agent"], "carl")
        self.assert_error("BADARG", "CONV.OPEN", "c4", "QUEUE", "general", "STICKY", "a b",
                          names="STICKY")
        self.assert_error("BADARG", "CONV.OPEN", "c4", "QUEUE", "general", "PREFER", "a=1",
                          names="PREFER")


if __name__ == "__main__":
    unittest.main()
