# SPDX-License-Identifier: Apache-2.0
"""CONV.EXPLAIN over TCP: who lacks what, what was decided and why, also after a restart."""

import shutil
import tempfile
import unittest

from resp import pairs
from support import Daemon, SystemTest

FIELDS = {
    "conv", "state", "agent", "episode", "queue", "step", "next_step_ms", "lane", "due_ms",
    "slack_ms", "waited_ms",
    "unroutable", "missing", "text", "complete", "decisions", "timeline", "agents_registered",
    "agents_able", "lacking", "agents",
}
DECISION = {
    "at", "kind", "agent", "rule", "strategy", "step", "lane", "waited_ms", "slack_ms", "outcome",
    "outcome_at", "direction", "runner_up", "score", "runner_up_score", "candidates", "agents_free",
    "waiting", "passed_over", "decided_by", "terms",
}


class Explaining(SystemTest):
    def explain(self, conv, *options):
        """The map in RESP3, after a look that RESP2 says the same."""
        if not hasattr(self, "newer"):
            self.newer = self.connect(3)
        newer = self.newer.call("CONV.EXPLAIN", conv, *options)
        older = pairs(self.call("CONV.EXPLAIN", conv, *options))
        self.assertEqual(set(newer), FIELDS)
        self.assertEqual(set(older), FIELDS)
        self.assertEqual([older[key] for key in ("state", "agent", "queue", "missing")],
                         [newer[key] for key in ("state", "agent", "queue", "missing")])
        self.assertEqual([pairs(item)["agent"] for item in older["agents"]],
                         [item["agent"] for item in newer["agents"]])
        return newer

    def test_a_waiting_one(self):
        self.agent("anna", "SKILLS", "billing=5,de=2")
        self.agent("bert", "SKILLS", "billing=5,de=5", state="AWAY")
        self.map("CONV.OPEN", "c1", "QUEUE", "billing", "SKILLS", "de>=3")
        reply = self.explain("c1")
        self.assert_fields(reply, conv="c1", state="waiting", agent=None, queue="billing",
                           lane="on_time", unroutable=0, missing=None, decisions=[],
                           agents_registered=2, agents_able=1, lacking={"away": 1, "skills": 1})
        self.assertEqual([(item["agent"], item["lacks"]) for item in reply["agents"]],
                         [("bert", ["away"]), ("anna", ["skill de>=3 (has 2)"])])
        self.assertTrue(0 < reply["slack_ms"] <= 3_600_000, reply)
        self.assertIn("c1 waits in queue billing", reply["text"])
        self.assertEqual(len(self.explain("c1", "COUNT", 1)["agents"]), 1)

    def test_an_unroutable_one(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "general", "SKILLS", "klingon>=9")
        reply = self.explain("c1")
        self.assert_fields(reply, unroutable=1, missing="klingon>=9", agents_able=0)
        self.assertEqual(reply["agents"][0]["lacks"], ["skill klingon>=9 (has none)"])

    def test_decisions(self):
        self.agent("anna", "CAPACITY", 2)
        self.agent("bert", "CAPACITY", 4)
        offer = self.offered("c1", "general")["offer"]
        self.call("CONV.DECLINE", "c1", offer)
        self.call("CONV.ACCEPT", "c1", self.map("CONV.GET", "c1")["offer"])
        reply = self.explain("c1")
        self.assert_fields(reply, state="active", agent="anna", lane=None, agents=[], lacking=None,
                           complete=1)
        first, second = reply["decisions"]
        self.assertEqual(set(first), DECISION)
        self.assert_fields(first, kind="offered", agent="bert", rule="sla-first",
                           strategy="least-loaded", direction="conversation", runner_up="anna",
                           outcome="declined", candidates=2, agents_free=2,
                           passed_over={"retry": 0, "reserve": 0})
        self.assert_fields(first["score"], used=1, capacity=4, skills=0, surcharge_tenths=0)
        self.assert_fields(first["runner_up_score"], used=1, capacity=2)
        self.assertEqual((first["decided_by"], second["decided_by"]), ("load_permille", None))
        [load] = [term for term in first["terms"] if term["term"] == "load_permille"]
        self.assert_fields(load, of=None, value=250, runner_up_value=500)
        self.assertEqual({term["runner_up_value"] for term in second["terms"]}, {None})
        self.assert_fields(second, agent="anna", outcome="accepted", runner_up=None,
                           passed_over={"retry": 1, "reserve": 0})
        self.assertEqual([step["what"] for step in reply["timeline"]],
                         ["opened", "offered", "declined", "offered", "accepted"])

    def test_by_hand(self):
        self.agent("anna")
        self.agent("bert", "QUEUES", "auto")
        self.map("CONV.OPEN", "c1", "QUEUE", "auto", "SKILLS", "")
        taken = self.explain("c1")["agent"]
        other = "bert" if taken == "anna" else "anna"
        self.call("CONV.HOLD", "c1")
        self.assertIn(f"is held by {taken}", self.explain("c1")["text"])
        self.call("CONV.TRANSFER", "c1", "AGENT", other, "REASON", "knows him")
        reply = self.explain("c1")
        self.assert_fields(reply["decisions"][-1], kind="assigned", lane="direct", agent=other,
                           candidates=None)
        self.assertEqual([(step["what"], step["agent"]) for step in reply["timeline"]],
                         [("opened", None), ("assigned", taken), ("held", taken),
                          ("transferred", taken), ("assigned", other)])
        self.assertEqual(reply["timeline"][3]["reason"], "knows him")

    def test_closed_ones(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "auto")
        self.call("CONV.CLOSE", "c1", "REASON", "solved")
        reply = self.explain("c1")
        self.assert_fields(reply, state="closed", agent=None, due_ms=None, agents=[])
        self.assertEqual(reply["decisions"][0]["agent"], "anna")
        self.assert_fields(reply["timeline"][-1], what="closed", agent="anna", reason="solved")

    def test_errors(self):
        self.assert_error("UNKNOWNCONV", "CONV.EXPLAIN", "c9", names="c9")
        self.assert_error("BADARG", "CONV.EXPLAIN", "c9", "COUNT", 0, names="COUNT")
        self.assert_error("BADARG", "CONV.EXPLAIN", "c9", "COUNT", 1001, names="COUNT")
        self.assert_error("ERR", "CONV.EXPLAIN")

    def test_its_documentation(self):
        doc = pairs(self.map("COMMAND", "DOCS", "CONV.EXPLAIN")["conv.explain"])
        self.assertEqual(doc["syntax"], "CONV.EXPLAIN conv [COUNT agents]")


class InFull(SystemTest):
    policy = """
[routing]
explain = "full"
[[queue]]
name = "desk"
skills = "de"
"""

    def test_everybody_who_is_passed_over_is_counted(self):
        self.agent("anna", "SKILLS", "de=2", "CAPACITY", 4)
        self.agent("bert", "SKILLS", "de=2", "CAPACITY", 2)
        self.agent("carl")
        self.call("AGENT.SET", "dora", "SKILLS", "de=1")
        self.map("CONV.OPEN", "c1", "QUEUE", "desk")
        [decision] = map(pairs, self.map("CONV.EXPLAIN", "c1")["decisions"])
        self.assert_fields(decision, agent="anna", runner_up="bert")
        self.assertEqual(pairs(decision["passed_over"]), {"skills": 1, "offline": 1, "retry": 0,
                                                          "reserve": 0, "order": 1})


class AfterARestart(SystemTest):
    policy = None

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.flags = ("--data", self.folder)
        self.policy = SystemTest.policy
        super().setUp()

    def again(self, conv):
        reply = self.map("CONV.EXPLAIN", conv)
        return reply["decisions"], reply["timeline"], reply["complete"]

    def test_the_log_is_there_again(self):
        self.agent("anna", "CAPACITY", 3)
        offer = self.offered("c1", "general")["offer"]
        self.call("CONV.ACCEPT", "c1", offer)
        self.map("CONV.OPEN", "c2", "QUEUE", "auto")
        self.call("CONV.CLOSE", "c2")
        self.call("SNAPSHOT")
        self.map("CONV.OPEN", "c3", "QUEUE", "auto")
        before = {conv: self.again(conv) for conv in ("c1", "c2", "c3")}
        self.assertEqual([len(decisions) for decisions, _, _ in before.values()], [1, 1, 1])
        self.daemon.terminate()
        self.daemon.close()
        self.daemon = Daemon(*self.flags)
        self.client = self.connect()
        self.assertEqual({conv: self.again(conv) for conv in before}, before)


if __name__ == "__main__":
    unittest.main()
