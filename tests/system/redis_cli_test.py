# SPDX-License-Identifier: Apache-2.0
"""Debian's redis-cli: single commands in both protocols, a pipe of commands, its console start."""

import json
import shutil
import subprocess
import unittest

from resp import HUNG_S
from support import SystemTest


class RedisCli(SystemTest):
    def cli(self, *arguments, commands=None):
        """What redis-cli prints, as text, and its exit code."""
        done = subprocess.run(
            [shutil.which("redis-cli"), "-h", "127.0.0.1", "-p", str(self.daemon.port), *arguments],
            input=commands.encode() if commands is not None else None,
            stdin=subprocess.DEVNULL if commands is None else None,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=HUNG_S, check=False,
        )
        return done.stdout.decode(), done.returncode

    def said(self, *arguments, commands=None):
        output, code = self.cli(*arguments, commands=commands)
        self.assertEqual(code, 0, output)
        return output

    def test_single_commands(self):
        self.assertEqual(self.said("PING"), "PONG\n")
        self.assertEqual(self.said("AGENT.SET", "anna", "CAPACITY", "2"), "OK\n")
        self.assertEqual(self.said("AGENT.STATE", "anna", "ONLINE"), "1\n")
        lines = self.said("CONV.OPEN", "c1", "QUEUE", "general").splitlines()
        fields = dict(zip(lines[::2], lines[1::2]))
        self.assertEqual((fields["conv"], fields["state"], fields["agent"]),
                         ("c1", "offered", "anna"))

    def test_resp3_has_maps(self):
        lines = self.said("-3", "CONV.OPEN", "c1", "QUEUE", "general").splitlines()
        self.assertIn("state waiting", lines)
        reply = json.loads(self.said("-3", "--json", "CONV.GET", "c1"))
        self.assertEqual((reply["conv"], reply["queue"], reply["agent"]), ("c1", "general", None))
        stats = json.loads(self.said("-3", "--json", "QUEUE.STATS", "general"))
        self.assertEqual(stats["general"]["waiting"], 1)

    def test_a_pipe_of_commands(self):
        commands = "".join(f"CONV.OPEN c{number} QUEUE general\n" for number in range(500))
        output = self.said("-3", commands=commands + "XLEN events\nPING\n")
        self.assertEqual(output.splitlines()[-1], "PONG")
        self.assertGreaterEqual(int(output.splitlines()[-2]), 500)
        self.assertEqual(self.map("CONV.OPEN", "c499", "QUEUE", "general")["duplicate"], 1)

    def test_mass_insertion(self):
        raw = "".join(
            f"*4\r\n$9\r\nCONV.OPEN\r\n${len(conv)}\r\n{conv}\r\n$5\r\nQUEUE\r\n$7\r\ngeneral\r\n"
            for conv in (f"c{number}" for number in range(500))
        )
        output = self.said("--pipe", commands=raw)
        self.assertIn("errors: 0, replies: 500", output)

    def test_streams(self):
        self.said("CONV.OPEN", "c1", "QUEUE", "general")
        output = self.said("XREAD", "COUNT", "1", "BLOCK", "1000", "STREAMS", "events", "0")
        self.assertIn("1-0", output.splitlines())
        self.assertIn("policy.applied", output)
        self.assertIn("conversation.opened", self.said("XRANGE", "events", "-", "+"))
        self.assertEqual(self.said("XREAD", "BLOCK", "1", "STREAMS", "events", "$"), "\n")

    def test_errors(self):
        for protocol in ((), ("-3",)):
            output, _ = self.cli(*protocol, "CONV.GET", "nobody")
            self.assertTrue(output.startswith("UNKNOWNCONV "), output)
        output, code = self.cli("-e", "CONV.GET", "nobody")
        self.assertEqual(code, 1)
        self.assertTrue(output.startswith("UNKNOWNCONV "), output)
        output = self.said(commands="NOPE\nPING\n")
        self.assertTrue(output.startswith("ERR unknown command"), output)
        self.assertTrue(output.endswith("PONG\n"), output)

    def test_standard_input_as_the_last_argument(self):
        payload = "line one\nline two\n"
        self.call("CONV.OPEN", "c1", "QUEUE", "general")
        self.said("-x", "MSG.IN", "c1", "m1", commands=payload)
        self.assertEqual(self.await_event("message.in")["payload"], payload)

    def test_its_own_extras(self):
        self.assertIn("stellwerk_version", self.said("INFO"))
        self.assertIn("conv.open", self.said("COMMAND", "DOCS").lower())
        # Its console asks for these two before the first prompt.
        self.assertIn("proto", self.said("HELLO", "3"))
        self.assertRegex(self.said("--no-raw", "COMMAND", "COUNT"), r"^\(integer\) \d+$")


if __name__ == "__main__":
    unittest.main()
