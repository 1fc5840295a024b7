#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk policy`: checked, applied, printed and compared."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from program import ProgramTest

GOOD = '[[queue]]\nname = "chat"\n'
# A mistake in each of two lines, and one only the whole document shows.
BAD = '[[queue]]\nname = "chat"\nsla = "gold"\nwrap_up = "soon"\ncolour = "red"\n'


class PolicyTest(ProgramTest):
    policy = None

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, text, name="policy.toml"):
        path = self.folder / name
        path.write_text(text)
        return str(path)


class Policy(PolicyTest):
    def test_mistakes_have_file_line_and_key(self):
        path = self.file(BAD)
        online = self.stellwerk("policy check", path)
        offline = self.run_program("policy", "check", "--offline", path)
        self.assertEqual((online.returncode, online.stdout), (1, ""))
        self.assertEqual(online.stderr, offline.stderr)
        self.assertEqual(offline.returncode, 1)
        for start in ("3: queue.sla: there is no SLA 'gold'", "4: queue.wrap_up: ",
                      "5: queue.colour: "):
            self.assertIn(f"{path}:{start}", online.stderr)
        self.assertEqual(len(online.stderr.splitlines()), 3)

    def test_what_is_no_toml(self):
        path = self.file('[[queue]]\nname = "chat\n')
        for done in (self.stellwerk("policy check", path),
                     self.run_program("policy", "check", "--offline", path)):
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, rf"^{path}:2: \S.*\n$")

    def test_a_good_one(self):
        path = self.file(GOOD)
        self.assert_run(self.stellwerk("policy check", path), 0, f"{path}: ok\n")
        self.assert_run(self.run_program("policy", "check", "--offline", path), 0, f"{path}: ok\n")
        self.assert_run(self.stellwerk("policy check", "-", text=GOOD), 0, "-: ok\n")
        self.assertEqual(self.map("POLICY.GET")["version"], 0, "checking applies nothing")

    def test_apply_and_get(self):
        self.assert_run(self.stellwerk("policy get"), 0, "", "there is no policy yet")
        self.assert_run(self.stellwerk("policy apply", self.file(GOOD)), 0, "1\n")
        self.assert_run(self.stellwerk("policy get"), 0, GOOD)
        other = self.file(GOOD + 'wrap_up = "5s"\n')
        self.assert_run(self.stellwerk("policy apply", other, "--if", "7"), 1, "", "CONFLICT")
        self.assert_run(self.stellwerk("policy apply", other, "--if", "1"), 0, "2\n")
        done = self.stellwerk("policy get", "--json")
        self.assertEqual(json.loads(done.stdout), {"version": 2, "toml": GOOD + 'wrap_up = "5s"\n'})

    def test_what_is_refused_is_not_applied(self):
        self.stellwerk("policy apply", self.file(GOOD))
        path = self.file(BAD)
        self.assert_run(self.stellwerk("policy apply", path), 1, "", f"{path}:4: queue.wrap_up: ")
        self.call("CONV.OPEN", "c1", "QUEUE", "chat")
        gone = self.file('[[queue]]\nname = "mail"\n')
        self.assert_run(self.stellwerk("policy apply", gone), 1, "", "'chat'")
        self.assert_run(self.stellwerk("policy get"), 0, GOOD)

    def test_what_conversations_still_need(self):
        self.stellwerk("policy apply", self.file(GOOD))
        self.call("CONV.OPEN", "c1", "QUEUE", "chat")
        gone = self.file('[[queue]]\nname = "mail"\n')
        text = ("[[queue]] 'chat' has 1 open conversations; keep it, or keep the queue with "
                'moved_to = "another"\n')
        self.assertEqual(self.stellwerk("policy check", gone).stderr, f"{gone}: queue: {text}")
        self.assertTrue(self.stellwerk("policy apply", gone).stderr.endswith(text))

    def test_diff(self):
        before = "".join(f"# line {i}\n" for i in range(40)) + GOOD
        after = before.replace("# line 7\n", "# seven\n").replace('"chat"', '"chat2"') + "# end"
        old, new = self.file(before, "old"), self.file(after, "new")
        self.stellwerk("policy apply", old)
        self.assert_run(self.stellwerk("policy diff", old), 0, "")
        done = self.stellwerk("policy diff", new)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        expected = subprocess.run(
            ["diff", "-u", "--label", "policy version 1", "--label", new, old, new],
            capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout, expected.stdout)

    def test_trouble(self):
        self.assert_run(self.stellwerk("policy diff", "/nowhere"), 2, "", "cannot read /nowhere")
        self.assert_run(self.stellwerk("policy check", str(self.folder)), 2, "", "cannot read")
        path = self.file(GOOD)
        for command in (["check", path], ["apply", path], ["diff", path], ["get"]):
            done = self.run_program("policy", *command, "--connect", "127.0.0.1:1")
            self.assert_run(done, 2, "", "cannot connect to 127.0.0.1:1")


class Shadow(PolicyTest):
    """`stellwerk policy shadow`: a second document that decides along."""

    def start(self):
        self.stellwerk("policy apply", self.file('[routing]\npolicy = "fifo"\n' + GOOD))
        self.assert_run(self.stellwerk("policy shadow show"), 1, "", "policy shadow start")
        path = self.file('[routing]\npolicy = "priority"\n' + GOOD, "second.toml")
        self.assert_run(self.stellwerk("policy shadow start", path), 0,
                        f"{path}: decides along\n")

    def disagree(self):
        self.call("AGENT.SET", "anna")
        self.call("AGENT.STATE", "anna", "ONLINE")
        offer = self.map("CONV.OPEN", "c1", "QUEUE", "chat")["offer"]
        self.call("CONV.ACCEPT", "c1", offer)
        self.map("CONV.OPEN", "c2", "QUEUE", "chat")
        self.map("CONV.OPEN", "c3", "QUEUE", "chat", "PRIORITY", 1)
        self.map("CONV.CLOSE", "c1")

    def test_from_start_to_stop(self):
        self.start()
        done = self.stellwerk("policy shadow show")
        self.assert_run(done, 0)
        self.assertRegex(done.stdout, r"^decides along; begun \d{4}-.*\n0 decisions compared, 0 ")
        self.assert_run(self.stellwerk("policy shadow list"), 0, "the two have agreed so far\n")
        self.disagree()
        done = self.stellwerk("policy shadow show")
        self.assertIn("2 decisions compared, 1 otherwise (50.0 %)\n", done.stdout)
        self.assertRegex(done.stdout, r"\nchat +0 +1 +0 +0\n$")
        listed = self.stellwerk("policy shadow list")
        self.assert_run(listed, 0)
        self.assertRegex(listed.stdout, r"^\S+ \S+  chat: anna gets c2, instead c3\n$")
        report = json.loads(self.stellwerk("policy shadow list", "--json", "--count", "1").stdout)
        self.assert_fields(report, running=1, decisions=2, disagreements=1)
        self.assertEqual([each["shadow_conv"] for each in report["newest"]], ["c3"])
        self.assert_run(self.stellwerk("policy shadow stop"), 0, "")
        self.assertRegex(self.stellwerk("policy shadow show").stdout, "^has ended")

    def test_what_is_refused(self):
        self.stellwerk("policy apply", self.file(GOOD))
        path = self.file(BAD, "second.toml")
        done = self.stellwerk("policy shadow start", path)
        self.assert_run(done, 1, "", f"{path}:4: queue.wrap_up: ")
        self.assert_run(self.stellwerk("policy shadow start", str(self.folder / "none")), 2, "",
                        "cannot read")
        self.assert_run(self.stellwerk("policy shadow list", "--count", "0"), 2, "", "--count")


if __name__ == "__main__":
    unittest.main()
