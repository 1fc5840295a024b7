#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Selection among agents over TCP: rules, scores, ramps, exclusive and interruptible work."""

import unittest

from resp import pairs
from support import SystemTest

QUEUE = '[[queue]]\nname = "q"\noffer = { mode = "auto" }\n'


def by(select, more=""):
    return f'[routing]\npolicy = "fifo"\nselect = {select}\n{more}\n{QUEUE}'


class Selection(SystemTest):
    policy = by('"cheapest"')

    def opened(self, conv, *options, queue="q"):
        """Who gets a new conversation."""
        return self.map("CONV.OPEN", conv, "QUEUE", queue, *options)["agent"]

    def decision(self, conv):
        return pairs(self.map("CONV.EXPLAIN", conv)["decisions"][-1])

    def terms(self, conv):
        """What the last decision compared: (term, of, value, of the runner-up)."""
        return [tuple(pairs(term)[key] for key in ("term", "of", "value", "runner_up_value"))
                for term in self.decision(conv)["terms"]]

    def test_what_agents_are_selected_by(self):
        self.agent("anna", "CAPACITY", 9, "WEIGHT", 3, "RANK", 2, "COST", 400)
        self.assert_fields(self.map("AGENT.GET", "anna"), weight=3, rank=2, cost=400, handled=0)
        self.agent("ben", "CAPACITY", 9)
        self.assert_fields(self.map("AGENT.GET", "ben"), weight=1, rank=None, cost=0, handled=0)
        self.call("AGENT.SET", "ben", "RANK", 1, "COST", 500)
        self.assertEqual(self.opened("c1"), "anna")
        self.assert_fields(self.map("AGENT.GET", "anna"), handled=1)
        self.assertEqual(self.terms("c1")[0], ("cost", None, 400, 500))
        self.assert_fields(self.decision("c1"), strategy="cheapest", decided_by="cost",
                           runner_up="ben")
        selects = (('"top-down"', "ben"), ('"fewest-handled"', "anna"),
                   ('["least-busy", "top-down"]', "ben"))
        for number, (select, agent) in enumerate(selects, 2):
            self.call("POLICY.APPLY", by(select))
            self.assertEqual(self.opened(f"c{number}"), agent, select)
        for option, value in (("WEIGHT", 0), ("WEIGHT", 1001), ("RANK", -1), ("COST", "x")):
            self.assert_error("BADARG", "AGENT.SET", "anna", option, value, names=option)

    def test_every_rule_is_accepted(self):
        self.agent("anna", "CAPACITY", 99)
        rules = ["least-loaded", "longest-idle", "round-robin", "least-busy", "most-available",
                 "fewest-handled", "weighted-share", "top-down", "nearest-proficiency",
                 "best-proficiency", "cheapest"]
        for rule in rules:
            self.call("POLICY.APPLY", by(f'"{rule}"'))
            self.assertEqual(self.opened(f"c-{rule}"), "anna")
            self.assertEqual(self.decision(f"c-{rule}")["strategy"], rule)

    def test_a_score(self):
        self.call("POLICY.APPLY", by('"score"', """score = [
          { term = "label", name = "site=berlin", weight = 20 },
          { term = "matches_attr", name = "region", weight = 8 },
          { term = "cost", weight = -1 },
        ]"""))
        self.agent("anna", "CAPACITY", 9, "LABELS", "site=berlin,region=north", "COST", 9)
        self.agent("ben", "CAPACITY", 9, "LABELS", "site=bern,region=south")
        self.assertEqual(self.opened("c1", "ATTRS", "region=south"), "anna")
        self.assertEqual(self.terms("c1")[:4], [
            ("score", None, 11, 8), ("label", "site=berlin", 20, 0),
            ("matches_attr", "region", 0, 8), ("cost", None, -9, 0)])
        self.call("AGENT.SET", "anna", "COST", 13)
        self.assertEqual(self.opened("c2", "ATTRS", "region=south"), "ben")

    def test_mistakes_name_line_and_key(self):
        for toml, line, key in (
                (by('"tallest"'), 3, "routing.select"),
                (by('["cheapest", "cheapest"]'), 3, "routing.select"),
                (by('"score"'), 3, "routing.select"),
                (by('"cheapest"', 'score = [{ term = "height", weight = 1 }]'), 4,
                 "routing.score.term"),
                (QUEUE + 'select = "score"\n', 4, "queue.select"),
                (QUEUE + '[[channel]]\nname = "c"\ninterruptible_by = ["v"]\n', 6,
                 "channel.interruptible_by")):
            report = self.map("POLICY.CHECK", toml)
            self.assertEqual(report["ok"], 0)
            [problem] = report["errors"]
            self.assert_fields(pairs(problem), line=line, key=key)

    def test_a_ramp(self):
        self.call("POLICY.APPLY", by('"least-busy"', 'ramp = "500ms"'))
        self.agent("anna", "CAPACITY", 2)
        self.assertEqual(self.opened("c1"), "anna")
        self.map("CONV.OPEN", "c2", "QUEUE", "q")
        assigned = self.await_event("conversation.assigned", conv="c2")
        [online] = [event for event in self.events() if event["type"] == "agent.state"]
        self.assertEqual(int(assigned["at"]) - int(online["at"]), 500)
        self.call("POLICY.APPLY", by('"least-busy"', 'ramp = "1h"'))
        self.agent("ben", "CAPACITY", 5)
        self.assertEqual(self.opened("c3"), "ben")
        self.map("CONV.OPEN", "c4", "QUEUE", "q")
        lacks = {pairs(agent)["agent"]: pairs(agent)["lacks"]
                 for agent in self.map("CONV.EXPLAIN", "c4")["agents"]}
        self.assertIn("1 of 5 units", lacks["ben"][0])

    def test_exclusive_and_interruptible_channels(self):
        self.call("POLICY.APPLY", by('"least-busy"') + """
            [[channel]]
            name = "voice"
            [[channel]]
            name = "video"
            exclusive = true
            [[channel]]
            name = "chat"
            interruptible_by = ["voice"]""")
        self.agent("anna", "CAPACITY", 2)
        for conv in ("c1", "c2"):
            self.assertEqual(self.opened(conv, "CHANNEL", "chat"), "anna")
        self.assertEqual(self.opened("v1", "CHANNEL", "voice"), "anna")
        self.assert_fields(self.map("CONV.GET", "c2"), state="held", agent="anna")
        self.assert_fields(self.map("AGENT.GET", "anna"), used=2, conversations=3)
        held = self.await_event("conversation.held", conv="c2", key="inbox:anna")
        self.assertEqual(held["reason"], "interrupted")
        self.assertIsNone(self.opened("w1", "CHANNEL", "video"))
        self.assert_fields(pairs(self.map("CONV.EXPLAIN", "w1")["lacking"]), units=1)
        self.map("CONV.CLOSE", "v1")
        self.assert_fields(self.map("CONV.GET", "c2"), state="active", agent="anna")
        for conv in ("c1", "c2"):
            self.map("CONV.CLOSE", conv)
        self.assert_fields(self.map("CONV.GET", "w1"), state="active", agent="anna")
        self.assertIsNone(self.opened("c3", "CHANNEL", "chat"))
        self.assert_fields(pairs(self.map("CONV.EXPLAIN", "c3")["lacking"]), exclusive=1)

    def test_prefer_decides_ties(self):
        self.agent("anna", "COST", 3, "CAPACITY", 9)
        self.agent("ben", "COST", 3, "CAPACITY", 9, "SKILLS", "golf=1")
        self.assertEqual(self.opened("c1", "PREFER", "golf"), "ben")
        self.assertEqual(self.decision("c1")["decided_by"], "prefer_missing")


class SelectionOfAQueue(SystemTest):
    policy = by('"cheapest"') + '[[queue]]\nname = "p"\nselect = "top-down"\n'

    def test_a_queue_has_its_own(self):
        self.agent("anna", "CAPACITY", 9, "COST", 1, "RANK", 2)
        self.agent("ben", "CAPACITY", 9, "COST", 2, "RANK", 1)
        self.assertEqual(self.map("CONV.OPEN", "c1", "QUEUE", "q")["agent"], "anna")
        self.assertEqual(self.map("CONV.OPEN", "c2", "QUEUE", "p")["agent"], "ben")


class SelectionWithOffersAndPlans(SystemTest):
    policy = """
        [routing]
        policy = "fifo"
        select = "top-down"
        [[channel]]
        name = "voice"
        [[channel]]
        name = "whole"
        exclusive = true
        [[channel]]
        name = "chat"
        interruptible_by = ["voice"]
        [[queue]]
        name = "two"
        offer = { agents = 2, timeout = "1h" }
        [[queue]]
        name = "auto"
        offer = { mode = "auto" }
        [[queue]]
        name = "planned"
        offer = { mode = "auto" }
        step = [{ after = "0s", skills = "expert" }, { after = "1ms" }]
        [[queue]]
        name = "outside"
        offer = { mode = "auto", decide = "external", decide_timeout = "1h" }
    """

    def test_several_are_asked_by_the_rules(self):
        for rank, name in ((3, "anna"), (1, "ben"), (2, "cleo")):
            self.agent(name, "RANK", rank)
        self.map("CONV.OPEN", "c1", "QUEUE", "two")
        asked = [pairs(offer)["agent"] for offer in self.map("CONV.GET", "c1")["offers"]]
        self.assertEqual(asked, ["ben", "cleo"])
        decisions = [pairs(entry) for entry in self.map("CONV.EXPLAIN", "c1")["decisions"]]
        self.assertEqual([(entry["runner_up"], entry["decided_by"]) for entry in decisions],
                         [("cleo", "rank"), ("anna", "rank")])
        for name, handled in (("anna", 0), ("ben", 1), ("cleo", 1)):
            self.assert_fields(self.map("AGENT.GET", name), handled=handled)
        offers = {pairs(offer)["agent"]: pairs(offer)["offer"]
                  for offer in self.map("CONV.GET", "c1")["offers"]}
        self.map("CONV.ACCEPT", "c1", offers["ben"])
        for name, handled in (("ben", 1), ("cleo", 0)):
            self.assert_fields(self.map("AGENT.GET", name), handled=handled)

    def test_whoever_is_asked_about_exclusive_work_gets_nothing_beside_it(self):
        for rank, name in ((1, "anna"), (2, "ben")):
            self.agent(name, "RANK", rank, "CAPACITY", 3)
        offer = self.map("CONV.OPEN", "w1", "QUEUE", "two", "CHANNEL", "whole")["offer"]
        self.assertIsNone(self.map("CONV.OPEN", "c1", "QUEUE", "auto", "CHANNEL", "chat")["agent"])
        self.map("CONV.ACCEPT", "w1", offer)
        self.assert_fields(self.map("CONV.GET", "c1"), state="active", agent="ben")

    def test_an_earlier_step_counts_more_than_the_rules(self):
        self.agent("anna", "RANK", 2, "SKILLS", "expert=1", "CAPACITY", 9)
        self.agent("ben", "RANK", 1, "CAPACITY", 9)
        self.map("CONV.OPEN", "c1", "QUEUE", "planned", "AGE", "1m")
        self.assert_fields(self.map("CONV.GET", "c1"), state="active", agent="anna")
        decision = pairs(self.map("CONV.EXPLAIN", "c1")["decisions"][-1])
        self.assert_fields(decision, decided_by="step", runner_up="ben", step=1)
        self.assert_fields(pairs(decision["terms"][0]), term="step", value=1, runner_up_value=2)

    def test_who_decides_outside_may_interrupt(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "auto", "CHANNEL", "chat")
        self.map("CONV.OPEN", "v1", "QUEUE", "outside", "CHANNEL", "voice")
        asked = self.await_event("decision.requested", conv="v1")
        self.assertEqual(asked["agents"], "anna")
        self.map("CONV.DECIDE", "v1", "AGENT", "anna")
        self.assert_fields(self.map("CONV.GET", "v1"), state="active", agent="anna")
        self.assert_fields(self.map("CONV.GET", "c1"), state="held", agent="anna")


if __name__ == "__main__":
    unittest.main()
