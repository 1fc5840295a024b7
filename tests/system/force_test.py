#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who may give an agent more than fits."""

import unittest

from access_support import AccessTest


class Force(AccessTest):
    def test_beyond_capacity_is_for_supervisors(self):
        self.agent("anna")
        self.active("c1", "general")
        self.map("CONV.OPEN", "c2", "QUEUE", "general")
        for role in ("desk", "gateway"):
            client = self.login(role)
            self.assert_error("NOPERM", "CONV.TAKE", "c2", "anna", "FORCE", 1, client=client,
                              names=("conv.take|force", role, "supervisor and admin"))
            # Without it, and with FORCE 0, it is about room alone.
            self.assert_error("FULL", "CONV.TAKE", "c2", "anna", client=client)
            self.assert_error("FULL", "CONV.TAKE", "c2", "anna", "FORCE", 0, client=client)
        supervisor = self.login("supervisor")
        self.assert_fields(supervisor.map("CONV.TAKE", "c2", "anna", "FORCE", 1), state="active")
        self.assert_fields(supervisor.map("AGENT.GET", "anna"), over=1, used=2)
        self.assertEqual(self.await_event("conversation.assigned", conv="c2")["reason"], "forced")

    def test_agents_with_work_are_deleted_by_supervisors(self):
        self.agent("anna")
        self.active("c1", "general")
        self.assert_error("NOPERM", "AGENT.DEL", "anna", "FORCE", 1, client=self.login("desk"),
                          names="supervisor and admin")
        self.assertEqual(self.login("supervisor").call("AGENT.DEL", "anna", "FORCE", 1), "OK")
        self.assertEqual(self.map("CONV.GET", "c1")["state"], "waiting")


if __name__ == "__main__":
    unittest.main()
