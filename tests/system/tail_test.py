#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk tail`: a stream's events as lines, across restarts, for people and for programs."""

import json
import os
import pty
import re
import signal
import subprocess
import tempfile
import unittest

from program import PROGRAM, ProgramTest, surroundings
from support import POLICY, Daemon

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}  (\S+) +(\S+) +(\S+) +(\S+) +id=(\S+)")


class TailTest(ProgramTest):
    def follow(self, *arguments, daemon=None, stdout=subprocess.PIPE, **variables):
        """A tail of its own, for as long as the test lasts."""
        port = (daemon or self.daemon).port
        process = subprocess.Popen(
            [PROGRAM, "tail", "--connect", f"127.0.0.1:{port}", *arguments],
            stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, text=True,
            env=surroundings(**variables))
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.kill()
        process.communicate()


class Tail(TailTest):
    def tail(self, *arguments, **options):
        """All that a tail prints until there is nothing more."""
        done = self.stellwerk("tail", "--until-idle", *arguments, **options)
        self.assert_run(done, 0)
        return done.stdout.splitlines()

    def columns(self, *arguments):
        return [LINE.match(line).groups() for line in self.tail("--from", "0", *arguments)]

    def some_work(self):
        self.agent("anna", "SKILLS", "billing=3", "CAPACITY", 2)
        self.active("c1", "billing")
        self.call("MSG.IN", "c2", "m1", 'say "hi"\nnow', "QUEUE", "auto", "CHANNEL", "whatsapp")
        self.call("MSG.OUT", "c2", "r1", "hello", "FROM", "anna")

    def test_lines_have_all_that_happened(self):
        self.some_work()
        lines = self.columns()
        events = self.events()
        self.assertEqual([line[4] for line in lines], [event["id"] for event in events])
        for line, event in zip(lines, events, strict=True):
            names = ("type", "conv", "agent", "queue")
            self.assertEqual(line[:4], tuple(event.get(name, "-") for name in names))
        text = "\n".join(self.tail("--from", "0"))
        self.assertIn(' payload="say \\"hi\\"\\nnow" ', text)
        self.assertIn(" expires=+20s ", text)

    def test_filters(self):
        self.some_work()
        self.assertEqual({line[0] for line in self.columns("--type", "offer,message.in")},
                         {"offer.created", "offer.accepted", "message.in"})
        self.assertEqual({line[1] for line in self.columns("--conv", "c2")}, {"c2"})
        self.assertEqual({line[2] for line in self.columns("--agent", "anna")}, {"anna"})
        self.assertEqual({line[3] for line in self.columns("--queue", "auto")}, {"auto"})
        self.assertEqual(self.tail("--from", "0", "--queue", "auto", "--conv", "c1"), [])
        self.assertEqual([line[4] for line in self.columns("inbox:anna")],
                         [event["id"] for event in self.events("inbox:anna")])

    def test_wrong_arguments(self):
        self.assert_run(self.stellwerk("tail", "--type", "offers"), 2, "", 'type "offers"')
        self.assert_run(self.stellwerk("tail", "--from", "now"), 2, "", '"now" is no identifier')
        self.assert_run(self.stellwerk("tail", "--until-idle=soon"), 2, "", '"soon"')
        self.assert_run(self.stellwerk("tail", "letters"), 1, "", "UNKNOWNSTREAM 'letters'")
        done = self.run_program("tail", "--connect", "127.0.0.1:1")
        self.assert_run(done, 2, "", "cannot connect to 127.0.0.1:1")

    def test_json(self):
        self.some_work()
        lines = [json.loads(line) for line in self.tail("--from", "0", "--json")]
        self.assertEqual(lines, self.events())

    def test_from_and_count(self):
        self.some_work()
        ids = [event["id"] for event in self.events()]
        got = [json.loads(line)["id"] for line in self.tail("--json", "--from", ids[3])]
        self.assertEqual(got, ids[4:])
        done = self.stellwerk("tail", "--json", "--from", "0", "--count", "3")
        self.assertEqual([json.loads(line)["id"] for line in done.stdout.splitlines()], ids[:3])

    def test_what_is_new_from_now_on(self):
        self.some_work()
        last = self.last_id()
        process = self.follow("--json", "--count", "1")
        # Whenever the tail begins, the next event that it may see comes behind `last`.
        while process.poll() is None:
            self.call("AGENT.STATE", "anna", "AWAY")
            self.call("AGENT.STATE", "anna", "ONLINE")
        event = json.loads(process.stdout.read())
        self.assertEqual(event["type"], "agent.state")
        self.assertGreater(int(event["id"][:-2]), int(last[:-2]))

    def test_what_is_gone_is_said(self):
        self.some_work()
        ids = [event["id"] for event in self.events()]
        self.call("XTRIM", "events", "MINID", ids[4])
        done = self.stellwerk("tail", "--json", "--from", "2", "--until-idle")
        self.assert_run(done, 0, stderr=f"3-0 to {ids[3]} are no longer retained and were missed")
        self.assertEqual([json.loads(line)["id"] for line in done.stdout.splitlines()], ids[4:])

    def test_a_long_stream_is_read_whole(self):
        self.client.send_all([("CONV.OPEN", f"c{i}", "QUEUE", "general") for i in range(3000)])
        for _ in range(3000):
            self.client.read()
        self.assertEqual(len(self.tail("--from", "0")), self.call("XLEN", "events"))

    def test_signals_end_it_cleanly(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.follow("--from", "0")
            self.assertIn("policy.applied", process.stdout.readline())
            process.send_signal(number)
            self.assertEqual(process.communicate(), ("", ""))
            self.assertEqual(process.returncode, 0)

    def test_a_reader_that_goes_away_ends_it(self):
        process = self.follow("--from", "0")
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.wait(timeout=60), 0, "with nothing more to print")
        process.stdout = None

    def test_a_reader_that_stands_still_holds_up_no_signal(self):
        for i in range(3):
            self.call("MSG.IN", f"c{i}", "m1", "x" * 60_000, "QUEUE", "general")
        process = self.follow("--from", "0")
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 0)

    def test_colours_for_terminals_only(self):
        def on_a_terminal(**variables):
            ours, theirs = pty.openpty()
            process = self.follow("--from", "0", "--count", "1", stdout=theirs, **variables)
            os.close(theirs)
            self.assertEqual(process.wait(timeout=60), 0)
            shown = os.read(ours, 4096).decode()
            os.close(ours)
            return shown
        self.assertIn("\x1b[1mpolicy.applied\x1b[0m", on_a_terminal())
        self.assertNotIn("\x1b", on_a_terminal(NO_COLOR="1"))
        self.assertNotIn("\x1b", self.tail("--from", "0")[0])


class Restarts(TailTest):
    policy = None

    def restarted(self, daemon, *flags):
        """Another daemon where the one was."""
        port = daemon.port
        daemon.process.kill()
        daemon.process.wait()
        daemon.close()
        return self.started(*flags, listen=f"127.0.0.1:{port}")

    def started(self, *flags, **options):
        daemon = Daemon(*flags, **options)
        self.addCleanup(daemon.close)
        client = daemon.connect()
        self.addCleanup(client.close)
        client.call("POLICY.APPLY", POLICY)
        return daemon, client

    def test_it_goes_on_where_it_was(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        flags = ("--data", folder.name)
        daemon, client = self.started(*flags)
        client.call("CONV.OPEN", "c1", "QUEUE", "general")
        process = self.follow("--from", "0", "--json", daemon=daemon)
        seen = [json.loads(process.stdout.readline()) for _ in range(3)]
        for number in range(2, 5):
            daemon, client = self.restarted(daemon, *flags)
            client.call("CONV.OPEN", f"c{number}", "QUEUE", "general")
            seen += [json.loads(process.stdout.readline()) for _ in range(2)]
        self.assertEqual([event["id"] for event in seen], [f"{i}-0" for i in range(1, 10)])
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        self.assertEqual(process.returncode, 0)
        self.assertEqual(said.count("connecting again"), 3, said)
        self.assertEqual(said.count("connected again"), 3, said)

    def test_a_history_that_began_anew(self):
        daemon, client = self.started("--data", "none")
        client.call("CONV.OPEN", "c1", "QUEUE", "general")
        process = self.follow("--from", "0", "--json", daemon=daemon)
        for _ in range(3):
            process.stdout.readline()
        self.restarted(daemon, "--data", "none")
        event = json.loads(process.stdout.readline())
        self.assertEqual((event["id"], event["type"]), ("1-0", "policy.applied"))
        process.send_signal(signal.SIGINT)
        self.assertIn("its history began anew", process.communicate()[1])


if __name__ == "__main__":
    unittest.main()
