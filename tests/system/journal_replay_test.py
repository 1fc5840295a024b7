# SPDX-License-Identifier: Apache-2.0
"""`stellwerk journal replay`: what a daemon has recorded, decided once more."""

import json
import subprocess
import unittest

from journal_support import JournalTest
from support import BIN

POLICY = """
[routing]
policy = "{rule}"

[[sla]]
name = "minute"
first_response = "1m"

[[queue]]
name = "chat"
sla = "minute"
offer = {{ mode = "auto" }}
"""


class Replay(JournalTest):
    def replay(self, *flags, source=None):
        done = subprocess.run(
            [BIN / "stellwerk", "journal", "replay", source or self.data, *flags],
            stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True,
        )
        return done.returncode, done.stdout, done.stderr

    def recorded(self):
        """One agent, three conversations one after the other; the daemon is killed. Its digest."""
        daemon = self.start()
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY.format(rule="fifo"))
        client.call("AGENT.SET", "anna")
        client.call("AGENT.STATE", "anna", "ONLINE")
        client.call("CONV.OPEN", "c0", "QUEUE", "chat")
        client.call("CONV.OPEN", "c1", "QUEUE", "chat", "PRIORITY", 9)
        client.call("CONV.OPEN", "c2", "QUEUE", "chat", "PRIORITY", 0, "CUSTOMER", b"\xff\xfe")
        client.call("CONV.CLOSE", "c0")
        self.assertEqual(client.map("CONV.GET", "c1")["state"], "active", "first come")
        client.call("CONV.CLOSE", "c1")
        digest = client.call("SHARD.DIGEST")
        self.kill(daemon)
        return digest

    def write(self, name, text):
        path = self.data.parent / name
        path.write_text(text)
        return path

    def test_reaches_the_digest_of_the_daemon(self):
        digest = self.recorded()
        code, output, errors = self.replay()
        self.assertEqual((code, errors), (0, ""))
        self.assertIn(f"digest={digest}\n", output)
        code, output, _ = self.replay("--json")
        [tenant] = json.loads(output)["tenants"]
        self.assertEqual((tenant["digest"], tenant["recorded"]["assigned"]), (digest, 3))
        self.assertNotIn("again", tenant)
        daemon = self.start()
        self.assertEqual(self.connect(daemon).call("SHARD.DIGEST"), digest, "nothing was changed")

    def test_reads_what_was_exported(self):
        digest = self.recorded()
        code, exported, _ = self.journal("export")
        self.assertEqual(code, 0)
        file = self.write("day.jsonl", exported)
        self.assertEqual(self.replay(source=file), self.replay())
        self.assertIn(f"digest={digest}\n", self.replay(source=file)[1])
        other = self.write("priority.toml", POLICY.format(rule="priority"))
        flags = ("--policy", other, "--json")
        self.assertEqual(self.replay(*flags, source=file), self.replay(*flags))

        lines = exported.splitlines(keepends=True)
        for wrong, text, what in (
            ("cut.jsonl", exported[:-20], f":{len(lines)}: the line is no JSON object"),
            ("gap.jsonl", "".join(lines[:3] + lines[4:]), ":4: record 4 of shard 0 is missing"),
            ("tail.jsonl", "".join(lines[3:]), ":1: record 1 of shard 0 is missing"),
            ("old.jsonl", '{"shard":0,"seq":1,"at":7,"tenant":0}\n', ':1: the line has no "bytes"'),
        ):
            file = self.write(wrong, text)
            code, output, errors = self.replay(source=file)
            self.assertEqual((code, output), (1, ""))
            self.assertIn(str(file) + what, errors)
        code, _, errors = self.replay(source=self.data.parent / "nowhere")
        self.assertEqual(code, 2)
        self.assertIn("does not exist", errors)

    def test_limits_are_the_journals(self):
        self.assertEqual(self.start().terminate(), (0, ""))
        file = self.data / "format"
        usual = file.read_text()
        self.assertIn(" misses_max=3", usual)
        file.write_text(usual.replace(" misses_max=3", " misses_max=1"))
        daemon = self.start()
        self.assertIn("format are in force: ", daemon.log())
        client = self.connect(daemon)
        offer = '{ timeout = "300ms", retry = "1h" }'
        client.call("POLICY.APPLY", f'[[queue]]\nname = "q"\noffer = {offer}\n')
        client.call("AGENT.SET", "anna")
        client.call("AGENT.STATE", "anna", "ONLINE")
        client.call("CONV.OPEN", "c0", "QUEUE", "q")
        while client.map("AGENT.GET", "anna")["state"] == "online":
            pass
        self.assertEqual(client.map("AGENT.GET", "anna")["reason"], "missed", "one is enough")
        digest = client.call("SHARD.DIGEST")
        self.kill(daemon)
        exported = self.write("day.jsonl", self.journal("export")[1])
        self.assertIn(f"digest={digest}\n", self.replay()[1])
        self.assertIn(f"digest={digest}\n", self.replay(source=exported)[1])
        self.assertEqual(self.connect(self.start()).call("SHARD.DIGEST"), digest)

    def test_limits_of_another_release(self):
        self.recorded()
        file = self.data / "format"
        whole = file.read_text()
        file.write_text(whole.replace("misses_max", "flavours_max"))
        for code, log in (self.refused(), self.replay()[::2]):
            self.assertEqual(code, 2)
            self.assertIn("knows no limit 'flavours_max'", log)
        # A directory from before limits were kept has the usual ones, and says so from now on.
        file.write_text("".join(whole.splitlines(keepends=True)[:2]))
        self.assertEqual(self.start().terminate(), (0, ""))
        self.assertEqual(file.read_text(), whole)

    def test_says_what_another_policy_makes_of_it(self):
        digest = self.recorded()
        same = self.write("same.toml", POLICY.format(rule="fifo"))
        [tenant] = json.loads(self.replay("--policy", same, "--json")[1])["tenants"]
        self.assertEqual(tenant["digest"], digest)
        self.assertEqual(tenant["moves"]["another"], 0)
        again = tenant.pop("again")
        self.assertEqual(again.pop("refused"), 0)
        self.assertEqual(again, tenant["recorded"])
        other = self.write("mail.toml", '[[queue]]\nname = "mail"\n')
        code, output, errors = self.replay("--policy", other)
        self.assertEqual((code, errors), (0, ""))
        self.assertIn("recorded commands refused when decided again: 3\n", output)
        self.assertIn("worked on only as recorded: 3, only decided again: 0\n", output)

    def test_refuses_what_it_cannot_use(self):
        self.recorded()
        wrong = self.write("wrong.toml", "[[queue]]\nnam = 1\n")
        code, output, errors = self.replay("--policy", wrong)
        self.assertEqual((code, output), (2, ""))
        self.assertIn("did you mean name?", errors)
        daemon = self.start()
        code, _, errors = self.replay()
        self.assertNotEqual(code, 0)
        self.assertIn(str(self.data), errors, "a daemon has it open")
        self.kill(daemon)


if __name__ == "__main__":
    unittest.main()
