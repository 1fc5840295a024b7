# SPDX-License-Identifier: Apache-2.0
"""Queues in which very many wait leave the others of their agents a share."""

import unittest

from support import SystemTest

POLICY = """
[[queue]]
name = "chat"
offer = { mode = "auto" }
burst = 4

[[queue]]
name = "mail"
offer = { mode = "auto" }

[routing]
policy = "fifo"
"""


class Bursts(SystemTest):
    policy = POLICY

    def test_the_others_get_their_share(self):
        self.agent("anna")
        self.map("CONV.OPEN", "first", "QUEUE", "chat")
        for number in range(3):
            self.map("CONV.OPEN", f"chat{number}", "QUEUE", "chat")
        self.assertEqual(self.stats("chat")["burst"], 0)
        for number in range(3, 6):
            self.map("CONV.OPEN", f"chat{number}", "QUEUE", "chat")
        for number in range(3):
            self.map("CONV.OPEN", f"mail{number}", "QUEUE", "mail")
        self.assertEqual(self.stats("chat")["burst"], 1)
        self.assertEqual(self.stats("mail")["burst"], 0)
        self.assertEqual(self.metric("stellwerk_queue_burst", 'queue="chat"'), 1)
        taken = []
        for _ in range(9):
            [conv] = [c["conv"] for c in self.conversations("active")]
            taken.append(conv)
            self.map("CONV.CLOSE", conv)
        self.assertEqual(taken, ["first", "chat0", "mail0", "chat1", "mail1", "chat2", "mail2",
                                 "chat3", "chat4"])
        self.assertEqual(self.stats("chat")["burst"], 0)

    def test_what_is_no_burst_is_refused(self):
        for wrong in (1, '"many"'):
            self.assert_error("BADARG", "POLICY.APPLY", POLICY.replace("burst = 4",
                                                                      f"burst = {wrong}"),
                              names=("line 5", "queue.burst"))

    def stats(self, queue):
        [(name, stats)] = self.map("QUEUE.STATS", queue).items()
        self.assertEqual(name, queue)
        return dict(zip(stats[::2], stats[1::2], strict=True))

    def conversations(self, state):
        listed = self.call("CONV.LIST", "STATE", state)
        return [dict(zip(item[::2], item[1::2], strict=True)) for item in listed[1]]


if __name__ == "__main__":
    unittest.main()
