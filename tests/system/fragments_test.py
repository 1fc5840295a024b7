#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Messages that a customer sends one right after the other, over TCP."""

import unittest

from resp import pairs
from support import SystemTest


class Fragments(SystemTest):
    policy = """
[[channel]]
name = "chat"
fragments = "60ms"
[[channel]]
name = "slow"
fragments = "1m"
[[queue]]
name = "general"
offer = { mode = "auto" }
"""

    def write(self, conv, message, *options):
        return self.map("MSG.IN", conv, message, "hello", *options)

    def test_given_when_the_customer_has_finished(self):
        self.agent("anna")
        reply = self.write("c1", "m1", "QUEUE", "general", "CHANNEL", "chat")
        self.assert_fields(reply, state="waiting", agent=None)
        given = self.await_event("conversation.assigned", conv="c1")
        written = self.await_event("message.in", conv="c1")
        self.assertEqual(int(given["at"]) - int(written["at"]), 60)
        self.assertEqual(given["waited_ms"], "60")
        self.assertIsNone(self.map("CONV.GET", "c1")["customer_writes_ms"])
        self.assert_fields(self.write("c1", "m2"), state="active", agent="anna")
        self.assertEqual(self.types("inbox:anna", conv="c1"),
                         ["conversation.assigned", "message.in", "message.in"])

    def test_meanwhile(self):
        self.agent("anna")
        self.write("c1", "m1", "QUEUE", "general", "CHANNEL", "slow")
        first = int(self.await_event("message.in", conv="c1", msgid="m1")["at"])
        self.write("c1", "m2")
        second = int(self.await_event("message.in", conv="c1", msgid="m2")["at"])
        self.assert_fields(self.map("CONV.GET", "c1"), state="waiting", opened_ms=first,
                           customer_writes_ms=second + 60_000)
        explained = self.map("CONV.EXPLAIN", "c1")
        self.assertIn("waits for the customer to finish writing", explained["text"])
        self.assertEqual(pairs(explained["lacking"]), {"writing": 1})
        [anna] = [pairs(agent) for agent in explained["agents"]]
        self.assertEqual(anna["lacks"], ["not before the customer has finished writing, "
                                         f"{second + 60_000} if he writes no more"])
        self.assertEqual(pairs(self.map("QUEUE.STATS", "general")["general"])["waiting"], 1)
        self.assert_fields(self.map("CONV.TAKE", "c1", "anna"), state="active", agent="anna")

    def test_opened_otherwise_it_is_given_at_once(self):
        self.agent("anna", "CAPACITY", 3)
        self.assert_fields(self.map("CONV.OPEN", "c1", "QUEUE", "general", "CHANNEL", "slow"),
                           state="active")
        self.assert_fields(self.write("c2", "m1", "QUEUE", "general", "CHANNEL", "mail"),
                           state="active")

    def test_a_customer_with_two_conversations_has_two(self):
        self.agent("anna", "CAPACITY", 3)
        for conv in ("c1", "c2"):
            self.write(conv, "m1", "QUEUE", "general", "CHANNEL", "chat", "CUSTOMER", "k-17")
        for conv in ("c1", "c2"):
            self.assertEqual(self.await_event("conversation.assigned", conv=conv)["agent"], "anna")


if __name__ == "__main__":
    unittest.main()
