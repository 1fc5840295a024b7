#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a platform takes after each message of the customer's: so many, for so long; over TCP."""

import unittest

from support import SystemTest


class Budgets(SystemTest):
    policy = """
[[channel]]
name = "wechat"
reply_window = "48h"
reply_messages = 2
[[channel]]
name = "line"
[[queue]]
name = "general"
offer = { mode = "auto" }
"""

    def test_so_many_messages_after_each_of_the_customers(self):
        self.agent("anna")
        self.map("MSG.IN", "c1", "m1", "hello", "QUEUE", "general", "CHANNEL", "wechat")
        self.assertEqual(self.map("CONV.GET", "c1")["replies_left"], 2)
        self.map("MSG.OUT", "c1", "r1", "hi", "FROM", "anna")
        self.map("MSG.OUT", "c1", "r2", "you are welcome")
        self.assertEqual(self.map("CONV.GET", "c1")["replies_left"], 0)
        self.assert_error("BADSTATE", "MSG.OUT", "c1", "r3", "more", "FROM", "anna",
                          names=("2", "reply_messages", "wechat", "MSG.IN"))
        self.assert_fields(self.map("MSG.OUT", "c1", "r2", "you are welcome"), duplicate=1)
        self.assertEqual(self.types("outbox:wechat").count("message.out"), 2)
        self.map("MSG.IN", "c1", "m2", "go on")
        self.assertEqual(self.map("CONV.GET", "c1")["replies_left"], 2)
        self.assert_fields(self.map("MSG.OUT", "c1", "r3", "more", "FROM", "anna"), duplicate=0)

    def test_without_one_any_number(self):
        self.agent("anna")
        self.map("MSG.IN", "c1", "m1", "hello", "QUEUE", "general", "CHANNEL", "line")
        for number in range(9):
            self.map("MSG.OUT", "c1", f"r{number}", "hi", "FROM", "anna")
        self.assertIsNone(self.map("CONV.GET", "c1")["replies_left"])

    def test_a_token_counts_from_the_message_that_brings_it(self):
        self.map("MSG.IN", "c1", "m1", "hello", "QUEUE", "general", "CHANNEL", "line",
                 "WINDOW", "1h")
        first = self.map("CONV.GET", "c1")["window_due_ms"]
        self.map("MSG.IN", "c1", "m2", "hello?", "WINDOW", "2h")
        arrived = int(self.await_event("message.in", conv="c1", msgid="m2")["at"])
        self.assertEqual(self.map("CONV.GET", "c1")["window_due_ms"], arrived + 7_200_000)
        self.assertGreater(arrived + 7_200_000, first)
        self.map("MSG.OUT", "c1", "r1", "hi")
        self.assert_fields(self.await_event("sla.met", conv="c1", clock="window"),
                           due=str(arrived + 7_200_000))
        self.assert_error("BADARG", "MSG.IN", "c1", "m3", "x", "WINDOW", "0", names="WINDOW")

    def test_a_token_that_expires_is_a_miss(self):
        self.map("MSG.IN", "c1", "m1", "hello", "QUEUE", "general", "CHANNEL", "line")
        self.map("MSG.IN", "c1", "m2", "hello?", "WINDOW", "20ms")
        arrived = int(self.await_event("message.in", conv="c1", msgid="m2")["at"])
        missed = self.await_event("sla.breached", conv="c1", clock="window")
        self.assertEqual((missed["at"], missed["due"]), (str(arrived + 20), str(arrived + 20)))


if __name__ == "__main__":
    unittest.main()
