#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk call`: any command, one or many, for people and for programs."""

import json
import unittest

from program import ProgramTest


class Call(ProgramTest):
    def test_a_map_for_people_and_for_programs(self):
        self.agent("anna", "SKILLS", "billing=5")
        people = self.stellwerk("call", "AGENT.GET", "anna")
        self.assert_run(people, 0)
        self.assertIn("\nstate          online\n", people.stdout)
        self.assertIn("\nqueues         (none)\n", people.stdout)
        for flags in (["--json"], ["--json", "-"]):
            programs = self.stellwerk("call", *flags, "AGENT.GET", "anna")
            self.assert_run(programs, 0)
            agent = json.loads(programs.stdout)
            self.assert_fields(agent, agent="anna", epoch=1, queues=None, skills="billing=5")

    def test_nested_replies(self):
        self.call("CONV.OPEN", "c1", "QUEUE", "general")
        stats = self.stellwerk("call", "QUEUE.STATS")
        self.assertIn("general\n  waiting         1\n", stats.stdout)
        cursor, conversations = json.loads(self.stellwerk("call", "--json", "CONV.LIST").stdout)
        self.assertEqual((cursor, [each["conv"] for each in conversations]), ("0", ["c1"]))
        policy = self.stellwerk("call", "POLICY.GET")
        self.assertIn('version  1\ntoml\n  \n  [[channel]]\n  name = "whatsapp"\n', policy.stdout)

    def test_errors(self):
        for flags in ([], ["--json"]):
            self.assert_run(self.stellwerk("call", *flags, "CONV.GET", "nobody"), 1, "",
                            "UNKNOWNCONV no conversation 'nobody'")
        self.assert_run(self.run_program("call", "--connect", "127.0.0.1:1", "PING"), 2, "",
                        "cannot connect to 127.0.0.1:1")
        self.assert_run(self.stellwerk("call", "--jason", "PING"), 2, "", "--jason")

    def test_arguments_that_look_like_flags(self):
        self.assert_run(self.stellwerk("call", "ECHO", "--json"), 0, "--json\n")
        self.assert_run(self.stellwerk("call", "XRANGE", "inbox:none", "-", "+"), 0, "(empty)\n")

    def test_what_would_disturb_a_terminal_is_escaped(self):
        self.assert_run(self.stellwerk("call", "ECHO", b"\x1b[2J\xff"), 0, "\\x1b[2J\\xff\n")
        done = self.stellwerk("call", "--json", "ECHO", b"\xff")
        self.assertEqual(json.loads(done.stdout), {"hex": "ff"})

    def test_commands_from_standard_input(self):
        text = 'PING\n\n  # a comment\nECHO "a b"\nCONV.GET nobody\nECHO "open\nECHO last'
        done = self.stellwerk("call", text=text)
        self.assertEqual((done.returncode, done.stdout), (1, "PONG\na b\nlast\n"))
        self.assertIn("line 5: UNKNOWNCONV", done.stderr)
        self.assertIn("line 6: ERR a quote is not closed", done.stderr)

    def test_one_line_of_json_for_each_command(self):
        done = self.stellwerk("call", "--json", text="PING\nCONV.GET nobody\nPOLICY.GET\n")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        replies = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(replies[0], "PONG")
        self.assertTrue(replies[1]["error"].startswith("UNKNOWNCONV"))
        self.assert_fields(replies[2], version=1, toml=self.policy)

    def test_many_are_answered_in_order(self):
        count = 50_000
        done = self.stellwerk("call", text="".join(f"ECHO {i}\n" for i in range(count)))
        self.assert_run(done, 0, "".join(f"{i}\n" for i in range(count)))

    def test_a_daemon_that_goes_away(self):
        done = self.stellwerk("call", text="PING\nQUIT\nPING\nPING\n")
        self.assert_run(done, 2, "PONG\nOK\n", "2 commands are not answered, the first of line 3")
        self.assert_run(self.stellwerk("call", text="PING\nQUIT\n"), 0, "PONG\nOK\n")

    def test_a_user_logs_in(self):
        ping = ["--user", "default", "PING"]
        self.assert_run(self.stellwerk("call", *ping), 2, "", "STELLWERK_PASSWORD")
        self.assert_run(self.stellwerk("call", *ping, STELLWERK_PASSWORD="any"), 0, "PONG\n")
        refused = self.stellwerk("call", "--user", "nobody", "PING", STELLWERK_PASSWORD="secret")
        self.assert_run(refused, 2, "", "the user 'nobody'")
        self.assertNotIn("secret", refused.stderr)


if __name__ == "__main__":
    unittest.main()
