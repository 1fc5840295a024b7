# SPDX-License-Identifier: Apache-2.0
"""The journal of the real daemon: kill -9, restarts, damage, a second daemon."""

import contextlib
import json
import os
import random
import signal
import unittest

from journal_support import JournalTest, SMALL
from resp import Closed
from support import POLICY, Daemon, entries, entry


class Restart(JournalTest):
    def test_everything_comes_back(self):
        daemon = self.start()
        self.assertEqual((daemon.data, daemon.recovered), (str(self.data), 0))
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        client.call("AGENT.SET", "anna", "SKILLS", "billing=3", "CAPACITY", 2)
        epoch = client.call("AGENT.STATE", "anna", "ONLINE")
        offer = client.map("CONV.OPEN", "c1", "QUEUE", "billing")["offer"]
        client.call("CONV.ACCEPT", "c1", offer)
        client.call("MSG.IN", "c1", "m1", "h\xe9llo", "QUEUE", "billing")
        opened = client.map("CONV.OPEN", "c2", "QUEUE", "general", "REQ", "r1")
        client.call("CONV.CLOSE", "c2", "REASON", "done")
        before = {
            "digest": client.call("SHARD.DIGEST"),
            "agent": client.map("AGENT.GET", "anna")["epoch"],
            "events": client.call("XRANGE", "events", "-", "+"),
            "inbox": client.call("XRANGE", "inbox:anna", "-", "+"),
            "policy": client.map("POLICY.GET")["version"],
        }
        middle = before["events"][len(before["events"]) // 2][0]
        rest = [entry(item) for item in before["events"][len(before["events"]) // 2 + 1:]]
        for _ in range(2):
            self.kill(daemon)
            daemon = self.start()
            self.assertGreaterEqual(daemon.recovered, 8)
            client = self.connect(daemon)
            after = {
                "digest": client.call("SHARD.DIGEST"),
                "agent": client.map("AGENT.GET", "anna")["epoch"],
                "events": client.call("XRANGE", "events", "-", "+"),
                "inbox": client.call("XRANGE", "inbox:anna", "-", "+"),
                "policy": client.map("POLICY.GET")["version"],
            }
            self.assertEqual(after, before)
            reply = client.call("XREAD", "STREAMS", "events", middle)
            self.assertEqual(entries(reply)["events"], rest, "neither gap nor repeat")
        self.assertEqual(epoch, before["agent"])
        self.assertEqual(client.map("MSG.IN", "c1", "m1", "again")["duplicate"], 1)
        again = client.map("CONV.OPEN", "c2", "QUEUE", "general", "REQ", "r1")
        self.assertEqual((again["conv"], again["state"]), ("c2", opened["state"]), "REQ is kept")
        last = client.map("XINFO", "STREAM", "events")["last-generated-id"]
        client.call("CONV.OPEN", "c3", "QUEUE", "general")
        [added] = entries(client.call("XREAD", "COUNT", 1, "STREAMS", "events", last))["events"]
        self.assertEqual(int(added["id"].split("-")[0]), int(last.split("-")[0]) + 1)
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_time_goes_on(self):
        daemon = self.start("--speed", "1000", *SMALL)
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        client.call("AGENT.SET", "anna", "SKILLS", "billing=3")
        client.call("AGENT.STATE", "anna", "ONLINE")
        self.assertEqual(client.map("CONV.OPEN", "c1", "QUEUE", "billing")["state"], "offered")
        reply = client.call("XREAD", "BLOCK", 20_000, "STREAMS", "events", "$")
        [expired, *_] = entries(reply)["events"]
        self.assertEqual(expired["type"], "offer.expired")
        self.kill(daemon)
        # The clock of the machine is behind by now: time does not go back, offers are not reborn.
        daemon = self.start()
        client = self.connect(daemon)
        info = client.call("INFO", "routing")
        now_ms = int(info.partition("engine_time_ms:")[2].split("\r\n")[0])
        self.assertGreaterEqual(now_ms, int(expired["at"]))
        events = [entry(item) for item in client.call("XRANGE", "events", "-", "+")]
        self.assertEqual([e for e in events if e["id"] == expired["id"]], [expired])

    def test_the_policy_in_the_journal_wins_over_the_file(self):
        config = self.data.parent / "stellwerk.toml"
        config.write_text('[[queue]]\nname = "first"\n')
        flags = ("--config", str(config), *SMALL)
        daemon = self.start(*flags)
        client = self.connect(daemon)
        self.assertEqual(client.map("POLICY.GET")["version"], 1)
        client.call("POLICY.APPLY", '[[queue]]\nname = "second"\n')
        self.assertEqual(daemon.terminate()[0], 0)
        daemon = self.start(*flags)
        policy = self.connect(daemon).map("POLICY.GET")
        self.assertEqual(policy["version"], 2)
        self.assertIn("second", policy["toml"])
        self.assertIn("is not applied", daemon.log())


class Killed(JournalTest):
    """kill -9 in the middle of a load: what was acknowledged is there, once."""

    def load_and_kill(self, daemon, stem, replies):
        """Opens conversations, 200 under way, and kills behind so many replies; the names of those
        acknowledged, and of those that may have been decided."""
        client = daemon.connect()
        acknowledged, sent = [], 0
        with contextlib.closing(client), contextlib.suppress(Closed, ConnectionError):
            while True:
                while sent < len(acknowledged) + 200:
                    name = f"{stem}.{sent}"
                    client.send("CONV.OPEN", name, "QUEUE", "general", "REQ", name)
                    sent += 1
                acknowledged.append(client.reply()[1])
                if len(acknowledged) == replies:
                    self.kill(daemon)
        return acknowledged, sent

    def check_rounds(self, *flags):
        seed = random.randrange(1 << 32)
        draw = random.Random(seed)
        daemon = self.start(*SMALL, *flags)
        self.connect(daemon).call("POLICY.APPLY", POLICY)
        opened = set()
        for number in range(4):
            with self.subTest(seed=seed, round=number):
                acknowledged, sent = self.load_and_kill(daemon, number, draw.randint(1, 3_000))
                daemon = self.start(*SMALL, *flags)
                client = self.connect(daemon)
                opened.update(acknowledged)
                for name in acknowledged:
                    client.send("CONV.GET", name)
                for name in acknowledged:
                    self.assertEqual(client.reply()[1], name, "an acknowledged one is lost")
                # The client's retry of what it has no answer for is decided once.
                for late in range(len(acknowledged), sent):
                    name = f"{number}.{late}"
                    client.call("CONV.OPEN", name, "QUEUE", "general", "REQ", name)
                    opened.add(name)
                events = [entry(item) for item in client.call("XRANGE", "events", "-", "+")]
                ids = [int(event["id"].split("-")[0]) for event in events]
                self.assertEqual(ids, list(range(1, len(ids) + 1)), "events are gapless")
                names = [e["conv"] for e in events if e["type"] == "conversation.opened"]
                self.assertEqual(len(names), len(set(names)), "opened twice")
                self.assertEqual(set(names), opened)
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_always(self):
        self.check_rounds()

    def test_interval(self):
        self.check_rounds("--fsync", "interval=50ms")

    def test_none(self):
        self.check_rounds("--fsync", "none")

    def test_terminated_in_a_burst(self):
        daemon = self.start()
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        client.send_all([("CONV.OPEN", f"c{n}", "QUEUE", "general") for n in range(5_000)])
        self.assertEqual(client.reply()[1], "c0")
        daemon.process.send_signal(signal.SIGTERM)
        answered = 1
        while not client.at_end():
            self.assertEqual(client.reply()[1], f"c{answered}")
            answered += 1
        self.assertEqual(daemon.wait(), (0, ""))
        code, output, _ = self.journal("export")
        self.assertEqual(code, 0)
        lines = [json.loads(line) for line in output.splitlines()]
        opened = [line["conv"] for line in lines if line["command"] == "CONV.OPEN"]
        self.assertEqual(opened, [f"c{n}" for n in range(answered)], "what was read is answered")


class Snapshots(JournalTest):
    flags = SMALL

    def files(self):
        return sorted(self.data.glob("snapshots/*.snapshot"))

    def restarted(self, daemon):
        """The daemon after a kill, with what it had: (daemon, log)."""
        digest = self.connect(daemon).call("SHARD.DIGEST")
        self.kill(daemon)
        daemon = self.start(*self.flags)
        self.assertEqual(self.connect(daemon).call("SHARD.DIGEST"), digest)
        return daemon, daemon.log()

    def stored(self, daemon):
        self.assertEqual(self.connect(daemon).call("SNAPSHOT"), "OK")
        return self.files()

    def test_the_next_start_is_from_a_snapshot(self):
        self.written()
        daemon = self.start(*self.flags)
        records = daemon.recovered
        self.assertEqual(len(self.stored(daemon)), 1)
        daemon, log = self.restarted(daemon)
        self.assertEqual(daemon.recovered, records)
        self.assertIn(f"recovered {records} records, {records} of them from a snapshot", log)
        client = self.connect(daemon)
        events = [entry(item) for item in client.call("XRANGE", "events", "-", "+")]
        opened = [event["conv"] for event in events if event["type"] == "conversation.opened"]
        self.assertEqual(opened, [f"c{number}" for number in range(50)])
        client.call("CONV.OPEN", "late", "QUEUE", "general")
        daemon, log = self.restarted(daemon)
        self.assertIn(f"recovered {records + 1} records, {records} of them", log)

    def test_a_damaged_one_is_passed_over(self):
        self.written()
        daemon = self.start(*self.flags)
        [file] = self.stored(daemon)
        damaged = bytearray(file.read_bytes())
        damaged[len(damaged) // 2] ^= 4
        file.write_bytes(damaged)
        daemon, log = self.restarted(daemon)
        self.assertRegex(log, rf"warn.*{file} at offset \d+: a checksum is wrong")
        self.assertIn(" 0 of them from a snapshot", log)

    def test_the_third_cuts_the_journal_below_the_second(self):
        self.written()
        daemon = self.start(*self.flags)
        client = self.connect(daemon)
        kept = []
        for number in range(3):
            client.call("CONV.OPEN", f"more{number}", "QUEUE", "general")
            self.stored(daemon)
            kept.append(self.figure(daemon, "stellwerk_journal_kept_commands"))
        self.assertEqual(len(self.files()), 2)
        self.assertGreater(kept[0], 50)
        self.assertLessEqual(kept[2], 2)
        self.assertEqual(self.figure(daemon, "stellwerk_journal_unfolded_commands"), 0)
        daemon, _ = self.restarted(daemon)
        events = self.connect(daemon).call("XRANGE", "events", "-", "+")
        self.assertEqual(entry(events[0])["type"], "policy.applied")
        self.kill(daemon)
        for command in ("verify", "export", "repair"):
            self.assertEqual(self.journal(command)[0], 0, command)
        code, _, log = self.journal("replay")
        self.assertEqual(code, 2)
        self.assertRegex(log, r"begins with record \d+: .*--journal-keep all")

    def test_all_commands_are_kept_where_that_is_asked_for(self):
        self.written()
        daemon = self.start(*self.flags, "--journal-keep", "all")
        client = self.connect(daemon)
        for number in range(3):
            client.call("CONV.OPEN", f"more{number}", "QUEUE", "general")
            self.stored(daemon)
        digest = client.call("SHARD.DIGEST")
        self.kill(daemon)
        code, output, _ = self.journal("replay")
        self.assertEqual(code, 0)
        self.assertIn(f"digest={digest}", output)

    def test_many_commands_make_one_without_being_asked(self):
        self.written()
        daemon = self.start(*self.flags, "--snapshot-records", "20")
        while self.figure(daemon, "stellwerk_snapshots_total") == 0:
            self.connect(daemon).call("PING")
        self.assertEqual(len(self.files()), 1)

    def test_one_is_refused_without_a_journal(self):
        daemon = Daemon("--data", "none")
        self.addCleanup(daemon.close)
        error = self.connect(daemon).error("SNAPSHOT")
        self.assertRegex(error, "ERR there is no journal .*--data DIR")

    def test_a_command_behind_it_waits_for_it(self):
        self.written()
        daemon = self.start(*self.flags)
        client = self.connect(daemon)
        client.send_all([("SNAPSHOT",), ("PING",), ("SNAPSHOT",), ("PING",)])
        self.assertEqual([client.reply() for _ in range(4)], ["OK", "PONG", "OK", "PONG"])


class Refusals(JournalTest):
    def test_a_second_daemon(self):
        first = self.start()
        code, log = self.refused()
        self.assertEqual(code, 1)
        self.assertIn(f"{self.data} is in use", log)
        self.assertEqual(self.connect(first).call("PING"), "PONG")
        for command in ("verify", "repair", "export"):
            code, output, log = self.journal(command)
            self.assertEqual((code, output), (1, ""))
            self.assertIn("is in use", log)

    def test_what_is_no_directory(self):
        self.data.write_text("a file")
        code, log = self.refused()
        self.assertEqual(code, 2)
        self.assertIn("is not a directory", log)

    def test_somebody_elses_directory(self):
        self.data.mkdir()
        (self.data / "thesis.tex").write_text("years of work")
        code, log = self.refused()
        self.assertEqual(code, 2)
        self.assertIn("is no journal", log)
        self.assertEqual([file.name for file in self.data.iterdir() if file.name != "lock"],
                         ["thesis.tex"])

    def test_another_number_of_shards(self):
        self.start("--shards", "2", *SMALL).terminate()
        code, log = self.refused("--shards", "3")
        self.assertEqual(code, 2)
        self.assertIn("--shards 2", log)

    def test_fsync_is_one_of_three(self):
        for wrong in ("sometimes", "interval=0", "interval=fast", "interval=2h"):
            code, log = self.refused("--fsync", wrong)
            self.assertEqual(code, 2)
            self.assertIn("--fsync", log)


class Damage(JournalTest):
    def test_a_torn_tail_is_left_out_and_reported(self):
        self.written()
        file = self.write_ahead()
        os.truncate(file, len(file.read_bytes().rstrip(b"\0")) - 7)
        daemon = self.start()
        self.assertIn(str(file), daemon.log())
        self.assertIn("was not finished", daemon.log())
        client = self.connect(daemon)
        self.assertEqual(client.map("CONV.GET", "c48")["state"], "waiting")
        self.assertTrue(client.error("CONV.GET", "c49").startswith("UNKNOWNCONV"))
        self.kill(daemon)
        self.assertNotIn("was not finished", self.start().log(), "once")

    def test_a_flipped_bit_refuses_the_start(self):
        self.written()
        file = self.write_ahead()
        whole = file.read_bytes()
        seed = random.randrange(1 << 32)
        draw = random.Random(seed)
        for _ in range(5):
            at = draw.randrange(len(whole.rstrip(b"\0")))
            changed = bytearray(whole)
            changed[at] ^= 1 << draw.randrange(8)
            file.write_bytes(changed)
            with self.subTest(seed=seed, at=at):
                code, log = self.refused()
                self.assertEqual(code, 1)
                self.assertRegex(log, f"{file} at offset [0-9]+: ")
                self.assertIn("stellwerk journal repair", log)
        code, output, log = self.journal("verify")
        self.assertEqual((code, output), (1, ""))
        self.assertIn(str(file), log)

        code, output, _ = self.journal("repair")
        self.assertEqual(code, 0)
        kept = int(output.partition("shard 0: ")[2].split()[0])
        self.assertLess(kept, 51)
        self.assertEqual((self.data / "damaged-1" / file.name).read_bytes(), bytes(changed))
        code, output, _ = self.journal("verify")
        self.assertEqual(code, 0)
        self.assertIn(f"shard 0: {kept} records", output)
        self.assertEqual(self.start().recovered, kept)

    def test_a_deleted_file_refuses_the_start(self):
        daemon = self.start()
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        payload = "x" * 60_000  # a megabyte is a file
        for number in range(100):
            client.call("MSG.IN", "c1", f"m{number}", payload, "QUEUE", "general")
        self.kill(daemon)
        files = sorted(self.data.glob("log/*.log"))
        files[-1].unlink()
        code, log = self.refused()
        self.assertEqual(code, 1)
        self.assertRegex(log, r"\d{6}\.log is gone|is missing|Corruption")
        self.assertIn("stellwerk journal repair", log)
        self.assertEqual(self.journal("verify")[0], 1)
        self.assertEqual(self.journal("repair")[0], 0)
        daemon = self.start()
        self.assertGreater(daemon.recovered, 0)
        # After an orderly stop, too.
        self.assertEqual(daemon.terminate(), (0, ""))
        sorted(self.data.glob("log/*.log"))[-1].unlink()
        code, log = self.refused()
        self.assertEqual(code, 1)
        self.assertIn(".log is gone", log)

    def test_export(self):
        daemon = self.start()
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        client.call("AGENT.SET", "anna", "SKILLS", "billing=3,de=1", "QUEUES", "billing")
        client.call("MSG.IN", "c1", "m1", b"\xff\x00", "QUEUE", "general", "PRIORITY", 2)
        self.assertEqual(daemon.terminate()[0], 0)
        code, output, log = self.journal("export")
        self.assertEqual((code, log), (0, ""))
        policy, agent, message = [json.loads(line) for line in output.splitlines()]
        self.assertEqual((policy["command"], policy["toml"]), ("POLICY.APPLY", POLICY))
        self.assertEqual((agent["seq"], agent["skills"]), (2, {"billing": 3, "de": 1}))
        self.assertEqual(agent["queues"], ["billing"])
        self.assertEqual(message["payload"], {"hex": "ff00"})
        self.assertEqual((message["conv"], message["priority"]), ("c1", 2))

    def test_no_journal(self):
        for command in ("verify", "repair", "export"):
            code, output, log = self.journal(command)
            self.assertEqual((code, output), (2, ""))
            self.assertIn("does not exist", log)


if __name__ == "__main__":
    unittest.main()
