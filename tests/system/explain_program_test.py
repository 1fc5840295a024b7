#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk explain`: CONV.EXPLAIN for people and for programs."""

import json
import unittest

from program import ProgramTest


class Explain(ProgramTest):
    def test_why_somebody_waits(self):
        self.agent("anna", "SKILLS", "billing=3")
        self.agent("otto", "SKILLS", "billing=1")
        offer = self.offered("c1", "billing")["offer"]
        self.call("CONV.DECLINE", "c1", offer)
        done = self.stellwerk("explain", "c1")
        self.assert_run(done, 0)
        self.assertIn("c1 waits in queue billing", done.stdout)
        self.assertIn("agents: 2 registered, 1 able; lacking: ", done.stdout)
        self.assertRegex(done.stdout, r"\n  anna +online +0/1  passed over until \d{4}-\d\d-\d\d ")
        self.assertRegex(done.stdout, r"\n  otto +online +0/1  skill billing>=2 \(has 1\)\n")
        self.assertRegex(done.stdout, r"\n  \d{4}-\S+ \S+  offered to anna, declined after \d+ms\n")
        self.assertRegex(done.stdout, r"\ntimeline\n  \S+ \S+  opened\n")

    def test_what_a_decision_compared(self):
        self.call("POLICY.APPLY", """[routing]
select = "score"
score = [{ term = "label", name = "site=berlin", weight = 20 }, { term = "cost", weight = -1 }]
[[queue]]
name = "q"
offer = { mode = "auto" }
""")
        self.agent("anna", "LABELS", "site=berlin", "COST", "9")
        self.agent("ben", "COST", "4")
        self.call("CONV.OPEN", "c1", "QUEUE", "q")
        done = self.stellwerk("explain", "c1")
        self.assert_run(done, 0)
        self.assertIn("\n    terms: score 11, next -4; label of site=berlin 20, next 0; "
                      "cost -9, next -4", done.stdout)

    def test_programs_get_the_whole_answer(self):
        self.agent("anna", "SKILLS", "billing=3")
        self.active("c1", "billing")
        answer = json.loads(self.stellwerk("explain", "--json", "c1").stdout)
        self.assert_fields(answer, conv="c1", state="active", agent="anna", complete=1)
        self.assertEqual([decision["outcome"] for decision in answer["decisions"]], ["accepted"])

    def test_as_many_agents_as_wanted(self):
        for i in range(15):
            self.agent(f"a{i}", state="AWAY")
        self.call("CONV.OPEN", "c1", "QUEUE", "general")
        self.assertEqual(self.stellwerk("explain", "c1").stdout.count(" away "), 11)
        done = self.stellwerk("explain", "--agents", "3", "c1")
        self.assertEqual(done.stdout.count(" 0/1  away"), 3)

    def test_errors(self):
        self.assert_run(self.stellwerk("explain", "c9"), 1, "", "UNKNOWNCONV no conversation 'c9'")
        self.assert_run(self.stellwerk("explain"), 2, "", "CONV is required")
        self.assert_run(self.run_program("explain", "c1", "--connect", "127.0.0.1:1"), 2, "",
                        "cannot connect to 127.0.0.1:1")


if __name__ == "__main__":
    unittest.main()
