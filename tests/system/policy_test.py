# SPDX-License-Identifier: Apache-2.0
"""The policy over TCP: checked with line and key, applied as a whole, read back, guarded."""

import unittest

from resp import pairs
from support import POLICY, SystemTest

# A text and what its report must say: the line, the key.
MISTAKES = [
    ('[[queue]]\nname = "a"\nsla = "gold"\n', 3, "sla"),
    ('[[queue]]\nname = "a"\nmax_waiting = "many"\n', 3, "max_waiting"),
    ('[[queue]]\nname = "a"\nwrap_up = "15 parsecs"\n', 3, "wrap_up"),
    ('[[queue]]\nname = "a"\ncolour = "red"\n', 3, "colour"),
    ('[[queue]]\nname = "a b"\n', 2, "name"),
    ('[[queue]]\nname = "a"\n[[queue]]\nname = "a"\n', 4, "name"),
    ('[[queue]]\nname = "a"\nskills = "de=3"\n', 3, "skills"),
    ('[[queue]]\nname = "a"\nskills = "a,b,c,d,e"\n', 3, "skills"),
    ('[[queue]]\nname = "a"\noffer = { mode = "shout" }\n', 3, "mode"),
    ('[[queue]]\nname = "a"\ngoal = 2\n', 3, "goal"),
    ('[[queue]]\nname = "a"\nlate_max = "soon"\n', 3, "late_max"),
    ('[[sla]]\nname = "s"\nwarn_at = 1.5\n', 3, "warn_at"),
    ('[[sla]]\nname = "s"\nmet_by = "luck"\n', 3, "met_by"),
    ('[[channel]]\nname = "web"\nunits = 0\n', 3, "units"),
    ('[routing]\npolicy = "coin"\n', 2, "policy"),
    ('[routing]\nselect = "tallest"\n', 2, "select"),
    ('[routing]\ncatch_up = 2\n', 2, "catch_up"),
    ('[routing]\nreserve = -1\n', 2, "reserve"),
]

CALENDAR = """[[calendar]]
name = "office"
zone = "Europe/Berlin"
hours = { mon-fri = ["08:00-12:00", "13:00-18:00"], sat = ["09:00-13:00"] }
holidays = ["2026-12-25", "2026-12-26"]
[[sla]]
name = "day"
first_response = "1h"
resolution = "24h"
calendar = "office"
[[queue]]
name = "billing"
sla = "day"
calendar = "office"
wait_long = "3m"
bot = { turns = 8, confidence = 0.6 }
[[channel]]
name = "whatsapp"
reply_window = "24h"
bot_window = "23h"
reply_messages = 5
fragments = "3s"
"""


class Policies(SystemTest):
    policy = None

    def check(self, toml):
        report = self.map("POLICY.CHECK", toml)
        return report["ok"], [pairs(error) for error in report["errors"]]

    def test_none_at_first(self):
        self.assert_error("UNKNOWNQUEUE", "CONV.OPEN", "c1", "QUEUE", "general")
        self.assertEqual(self.map("POLICY.GET")["version"], 0)

    def test_apply_and_get(self):
        first = self.call("POLICY.APPLY", POLICY)
        self.assertGreaterEqual(first, 1)
        self.assertEqual(self.map("POLICY.GET"), {"version": first, "toml": POLICY})
        applied = self.await_event("policy.applied")
        self.assertEqual(applied["version"], str(first))
        self.assertEqual(self.call("POLICY.APPLY", POLICY), first, "the text in force")
        other = POLICY + '\n[[queue]]\nname = "more"\n'
        second = self.call("POLICY.APPLY", other, "IF", first)
        self.assertGreater(second, first)
        self.assert_error("CONFLICT", "POLICY.APPLY", POLICY, "IF", first, names=str(second))
        self.assert_error("BADARG", "POLICY.APPLY", POLICY, "IF", "latest", names="IF")
        self.assertEqual(self.map("POLICY.GET"), {"version": second, "toml": other})
        self.map("CONV.OPEN", "c1", "QUEUE", "more")

    def test_check_changes_nothing(self):
        ok, errors = self.check(POLICY)
        self.assertTrue(ok)
        self.assertEqual(errors, [])
        self.assertEqual(self.map("POLICY.GET")["version"], 0)

    def test_mistakes_are_named_by_line_and_key(self):
        for toml, line, key in MISTAKES:
            with self.subTest(toml):
                ok, errors = self.check(toml)
                self.assertFalse(ok)
                self.assertEqual(errors[0]["line"], line)
                self.assertIn(key, errors[0]["key"])
                self.assertTrue(errors[0]["text"])
                error = self.assert_error("BADARG", "POLICY.APPLY", toml)
                self.assertIn(key, error)
                self.assertIn(str(line), error)

    def test_all_mistakes_at_once(self):
        ok, errors = self.check('[[queue]]\nname = "a"\nsla = "x"\ngoal = 9\n')
        self.assertFalse(ok)
        self.assertEqual([error["line"] for error in errors], [3, 4])

    def test_not_toml_at_all(self):
        ok, errors = self.check('[[queue]\nname = "a"\n')
        self.assertFalse(ok)
        self.assertEqual(errors[0]["line"], 1)
        self.assert_error("BADARG", "POLICY.APPLY", "= = =")
        self.assert_error("BADARG", "POLICY.APPLY", b"name = \xff\xfe\n")

    def test_what_is_not_built_yet_is_refused(self):
        for toml in (
            '[[queue]]\nname = "a"\nsticky = "1h"\n',
        ):
            with self.subTest(toml):
                ok, errors = self.check(toml)
                self.assertFalse(ok)
                self.assertTrue(errors[0]["text"])

    def test_calendars_are_checked_applied_and_read_back(self):
        self.assertEqual(self.check(CALENDAR), (1, []))
        self.assertEqual(self.call("POLICY.APPLY", CALENDAR), 1)
        self.assertEqual(self.map("POLICY.GET")["toml"], CALENDAR)
        for change, line, key, remedy in (
            (("Berlin", "Berlim"), 3, "calendar.zone", "Europe/Berlin?"),
            (("13:00", "11:00"), 4, "calendar.hours.mon-fri", "join them"),
            (("12-26", "12-32"), 5, "calendar.holidays", "2026-12-25"),
            (('= "office"\n[', '= "home"\n['), 10, "sla.calendar", "[[calendar]]"),
        ):
            with self.subTest(change):
                changed = CALENDAR.replace(*change)
                self.assertNotEqual(changed, CALENDAR)
                ok, errors = self.check(changed)
                self.assertFalse(ok)
                self.assertEqual((errors[0]["line"], errors[0]["key"]), (line, key))
                self.assertIn(remedy, errors[0]["text"])

    def test_what_is_in_use_stays(self):
        self.call("POLICY.APPLY", '[[queue]]\nname = "a"\n[[queue]]\nname = "b"\n')
        for number in range(3):
            self.map("CONV.OPEN", f"c{number}", "QUEUE", "a")
        without = '[[queue]]\nname = "b"\n'
        self.client.send("POLICY.APPLY", without)
        error = str(self.client.reply())
        self.assertRegex(error, r"^[A-Z]+ .*\ba\b.*\b3\b|^[A-Z]+ .*\b3\b.*\ba\b")
        ok, _ = self.check(without)
        self.assertFalse(ok)
        moved = '[[queue]]\nname = "a"\nmoved_to = "b"\n[[queue]]\nname = "b"\n'
        self.call("POLICY.APPLY", moved)
        self.assertEqual(self.map("CONV.GET", "c0")["queue"], "b")
        self.call("POLICY.APPLY", without)

    def test_unknown_queues_of_agents_are_named(self):
        self.call("AGENT.SET", "anna", "QUEUES", "a,nowhere")
        report = self.map("POLICY.CHECK", '[[queue]]\nname = "a"\n')
        self.assertTrue(report["ok"])
        self.assertIn("nowhere", str(report["warnings"]))

    def test_a_report_has_one_shape(self):
        self.call("POLICY.APPLY", '[[queue]]\nname = "a"\n')
        self.map("CONV.OPEN", "c1", "QUEUE", "a")
        good, wrong, in_use = '[[queue]]\nname = "a"\n', "x = 1", '[[queue]]\nname = "b"\n'
        for toml, ok in ((good, 1), (wrong, 0), (in_use, 0)):
            with self.subTest(toml):
                report = self.map("POLICY.CHECK", toml)
                self.assertEqual(list(report), ["ok", "errors", "warnings"])
                self.assert_fields(report, ok=ok, warnings=[])
                self.assertEqual(report["errors"] == [], ok == 1)

    def test_offers_that_live_keep_their_time(self):
        self.call("POLICY.APPLY", '[[queue]]\nname = "a"\n')
        self.agent("anna")
        self.offered("c1", "a")
        before = self.await_event("offer.created", conv="c1")
        self.call("POLICY.APPLY",
                  '[[queue]]\nname = "a"\noffer = { mode = "offer", timeout = "1h" }\n')
        self.assertEqual(self.map("CONV.GET", "c1")["offer"], before["offer"])
        self.assertNotIn("offer.revoked", self.types())


class Rules(SystemTest):
    """Which of those that wait an agent gets first, by policy."""

    policy = None

    def order(self, policy):
        self.call("POLICY.APPLY", f'[routing]\npolicy = "{policy}"\n[[queue]]\nname = "q"\n'
                                  'offer = { mode = "auto" }\n[[sla]]\nname = "s"\n'
                                  'first_response = "1h"\n')
        self.call("CONV.OPEN", "first", "QUEUE", "q", "DUE", "50m", "PRIORITY", 5)
        self.call("CONV.OPEN", "urgent", "QUEUE", "q", "DUE", "40m", "PRIORITY", 0)
        self.call("CONV.OPEN", "tight", "QUEUE", "q", "DUE", "10m", "PRIORITY", 5)
        self.agent("anna")
        order = []
        for _ in range(3):
            conv = self.events("inbox:anna")[-1]["conv"]
            order.append(conv)
            self.call("CONV.CLOSE", conv)
        return order

    def test_fifo(self):
        self.assertEqual(self.order("fifo"), ["first", "urgent", "tight"])

    def test_priority(self):
        self.assertEqual(self.order("priority"), ["urgent", "first", "tight"])

    def test_edf(self):
        self.assertEqual(self.order("edf"), ["tight", "urgent", "first"])

    def test_sla_first(self):
        self.assertEqual(self.order("sla-first"), ["urgent", "tight", "first"])


if __name__ == "__main__":
    unittest.main()
