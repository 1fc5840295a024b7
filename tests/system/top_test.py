#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk top` on a terminal of the test's own, whose screen is read."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unittest

import pyte
from program import PROGRAM, ProgramTest, surroundings
from support import HUNG_S, POLICY, Daemon

DOWN, PAGE_DOWN, END = b"\x1bOB", b"\x1b[6~", b"\x1b[4~"
ALTERNATIVE_SCREEN, NORMAL_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"


def many_queues(count):
    return "".join(f'[[queue]]\nname = "queue-{i:03}"\n' for i in range(count))


class Terminal:
    """A program on a terminal of `columns` by `lines`, and what the terminal shows."""

    def __init__(self, command, columns, lines, **variables):
        self.ours, self.theirs = pty.openpty()
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.set_size(columns, lines)
        self.modes = termios.tcgetattr(self.theirs)
        self.process = subprocess.Popen(
            command, stdin=self.theirs, stdout=self.theirs, stderr=subprocess.PIPE,
            start_new_session=True, env=surroundings(**{"TERM": "screen", **variables}),
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def set_size(self, columns, lines):
        """The kernel tells the program by SIGWINCH."""
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def resize(self, columns, lines):
        self.screen.resize(lines, columns)
        self.set_size(columns, lines)

    def press(self, keys):
        os.write(self.ours, keys)

    def text(self):
        return "\n".join(self.screen.display)

    def until(self, pattern):
        """Reads what the program draws until the screen has that; answers the screen. What is
        drawn below or behind the match may still be on its way."""
        end = time.monotonic() + HUNG_S
        while not re.search(pattern, self.text()):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.ours], [], [], left)[0]:
                raise AssertionError(f"no {pattern!r} on the screen:\n{self.text()}")
            self.take()
        return self.text()

    def take(self):
        data = os.read(self.ours, 65536)
        self.received += data
        self.stream.feed(data)

    def wait(self):
        """Until the program has ended; answers its exit code. The terminal is as it was then."""
        code = self.process.wait(timeout=HUNG_S)
        while select.select([self.ours], [], [], 0)[0]:
            self.take()
        return code

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()
        os.close(self.ours)
        os.close(self.theirs)


class TopTest(ProgramTest):
    def top(self, *flags, columns=100, lines=24, daemon=None, **variables):
        port = (daemon or self.daemon).port
        terminal = Terminal(
            [PROGRAM, "top", "--connect", f"127.0.0.1:{port}", "--interval", "100ms", *flags],
            columns, lines, **variables)
        self.addCleanup(terminal.close)
        return terminal

    def assert_restored(self, terminal):
        self.assertIn(ALTERNATIVE_SCREEN, terminal.received)
        self.assertTrue(terminal.received.rstrip().find(NORMAL_SCREEN) > 0, terminal.received)
        self.assertEqual(termios.tcgetattr(terminal.theirs), terminal.modes)


class Top(TopTest):
    def test_figures_follow_what_happens(self):
        terminal = self.top()
        terminal.until(r"3 queues   waiting 0, oldest -")
        self.call("CONV.OPEN", "c1", "QUEUE", "general", "AGE", "90s")
        terminal.until(r"general +1 +1m3\ds +0 +0 +0 +0 ")
        self.agent("anna", "CAPACITY", 2)
        shown = terminal.until(r"general +0 +- +1 +0 +1 +1 +50.0%")
        self.assertRegex(shown, r"online +1 +0 +0 +1 +0 +1 +2 +50.0%")
        self.assertRegex(shown, r"3 queues   waiting 0, oldest -   offered 1")

    def test_q_ends_it_and_leaves_the_terminal_as_it_was(self):
        for key in (b"q", b"Q"):
            terminal = self.top()
            terminal.until("q quit")
            terminal.press(key)
            self.assertEqual(terminal.wait(), 0)
            self.assert_restored(terminal)

    def test_signals_end_it_and_leave_the_terminal_as_it_was(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            terminal = self.top()
            terminal.until("q quit")
            terminal.process.send_signal(number)
            self.assertEqual(terminal.wait(), 0)
            self.assert_restored(terminal)

    def test_control_c_is_a_signal(self):
        terminal = self.top()
        terminal.until("q quit")
        terminal.press(b"\x03")
        self.assertEqual(terminal.wait(), 0)
        self.assert_restored(terminal)

    def test_it_takes_the_size_of_the_terminal(self):
        terminal = self.top(columns=120, lines=30)
        terminal.until(r"\A(.*\n){6,28}queue .* p50 .*\n(.*\n)+q quit[^\n]*\Z")
        terminal.resize(80, 16)
        terminal.until(r"\A(.*\n){6,14}queue (?!.* p50 ).*\n(.*\n)+q quit[^\n]*\Z")
        terminal.resize(120, 40)
        terminal.until(r"\A(.*\n){6,38}queue .* p50 .*\n(.*\n)+q quit[^\n]*\Z")
        self.assertIn("q quit", terminal.screen.display[39])

    def test_s_sorts(self):
        self.call("CONV.OPEN", "c1", "QUEUE", "general")
        self.call("CONV.OPEN", "c2", "QUEUE", "general")
        self.call("CONV.OPEN", "c3", "QUEUE", "auto", "AGE", "1h")
        terminal = self.top()
        terminal.until(r"sorted by worst (.*\n)+auto .*\ngeneral .*\nbilling ")
        terminal.press(b"s")
        terminal.until(r"sorted by waiting (.*\n)+general .*\nauto .*\nbilling ")
        terminal.press(b"ssss")
        terminal.until(r"sorted by name (.*\n)+auto .*\nbilling .*\ngeneral ")

    def test_two_hundred_queues_scroll(self):
        self.call("POLICY.APPLY", many_queues(200))
        terminal = self.top()
        shown = terminal.until(r"queues 1 to (\d+) of 200")
        page = int(re.search(r"queues 1 to (\d+) of 200", shown)[1])
        self.assertGreater(page, 10)
        terminal.press(DOWN)
        terminal.until(rf"queues 2 to {page + 1} of 200")
        terminal.press(PAGE_DOWN)
        shown = terminal.until(rf"queues {page + 2} to {2 * page + 1} of 200")
        self.assertIn(f"queue-{page + 1:03}", shown)
        terminal.press(END)
        self.assertIn("queue-199", terminal.until(rf"queues {201 - page} to 200 of 200"))
        terminal.press(PAGE_DOWN)
        terminal.press(b"s")
        self.assertIn("queue-000", terminal.until(r"sorted by waiting(?s:.*)queues 1 to "))

    def test_ten_thousand_agents_cost_one_page(self):
        commands = []
        for i in range(10_000):
            commands.append(("AGENT.SET", f"a{i}", "KIND", "bot" if i % 4 == 0 else "human"))
            commands.append(("AGENT.STATE", f"a{i}", "AWAY" if i % 2 else "ONLINE"))
        self.client.send_all(commands)
        for _ in commands:
            self.client.read()
        shown = self.top().until(r"first 1000 (.*\n)+general ")
        self.assertRegex(shown, r"online +500 +250 +500 ")
        self.assertRegex(shown, r"away +500 +0 +500 ")
        self.assertRegex(shown, r"billing +0 .* 0 +0 ")

    def test_colours_may_be_refused(self):
        self.call("CONV.OPEN", "c1", "QUEUE", "general")  # nobody is there: an alarm
        for variables, expected in (({}, "red"), ({"NO_COLOR": "1"}, "default")):
            terminal = self.top(**variables)
            terminal.until(r"general +1 ")
            line = next(i for i, text in enumerate(terminal.screen.display)
                        if text.startswith("general"))
            self.assertEqual(terminal.screen.buffer[line][0].fg, expected)

    def test_where_it_cannot_be(self):
        self.assert_run(self.stellwerk("top"), 2, "", "this is no terminal; --once prints one")
        self.assert_run(self.stellwerk("top", "--interval", "1"), 2, "", '"1" is no duration')
        self.assert_run(self.run_program("top", "--once", "--connect", "127.0.0.1:1"), 2, "",
                        "cannot connect to 127.0.0.1:1")
        terminal = self.top(TERM="gibberish")
        self.assertEqual(terminal.process.wait(timeout=HUNG_S), 2)
        self.assertIn(b"set TERM", terminal.process.stderr.read())


class Once(TopTest):
    policy = None

    def test_without_any_queue(self):
        done = self.stellwerk("top", "--once")
        self.assert_run(done, 0)
        self.assertIn("0 queues   waiting 0", done.stdout)
        self.assertIn("no queues: the policy has none", done.stdout)
        self.assertIn("no queues", self.top().until("q quit"))

    def test_all_queues_are_printed(self):
        self.call("POLICY.APPLY", many_queues(200))
        self.call("CONV.OPEN", "c1", "QUEUE", "queue-150")
        done = self.stellwerk("top", "--once")
        self.assert_run(done, 0)
        queues = re.findall(r"^queue-\d+", done.stdout, re.MULTILINE)
        self.assertEqual((len(queues), queues[0]), (200, "queue-150"))
        self.assertNotIn("\x1b", done.stdout)


class Restart(TopTest):
    policy = None

    def test_it_goes_on_with_the_next_daemon(self):
        daemon = Daemon()
        terminal = self.top(daemon=daemon)
        terminal.until("0 queues")
        port = daemon.port
        daemon.process.kill()
        daemon.close()
        terminal.until(r"old figures: cannot connect.*\n0 queues")
        daemon = Daemon(listen=f"127.0.0.1:{port}")
        self.addCleanup(daemon.close)
        client = daemon.connect()
        self.addCleanup(client.close)
        client.call("POLICY.APPLY", POLICY)
        shown = terminal.until("3 queues")
        self.assertNotIn("old figures", shown)
        terminal.press(b"q")
        self.assertEqual(terminal.wait(), 0)


if __name__ == "__main__":
    unittest.main()
