# SPDX-License-Identifier: Apache-2.0
"""The daemon as a process: flags, the ready line, signals, exit codes, refusals."""

import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

from resp import HUNG_S, encode
from support import DAEMON, Daemon, SystemTest


def run(*flags):
    """Runs a daemon that must end by itself: (exit code, standard output, standard error)."""
    done = subprocess.run(
        [DAEMON, *flags], stdin=subprocess.DEVNULL, capture_output=True, timeout=HUNG_S, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Start(unittest.TestCase):
    def start(self, *flags):
        daemon = Daemon(*flags)
        self.addCleanup(daemon.close)
        return daemon

    def test_the_ready_line(self):
        daemon = self.start()
        self.assertEqual((daemon.data, daemon.recovered), ("none", 0))
        self.assertNotEqual(daemon.port, daemon.http_port)
        client = daemon.connect()
        self.addCleanup(client.close)
        self.assertEqual(client.call("PING"), "PONG")
        self.assertEqual(daemon.terminate(), (0, ""), "nothing else on standard output")

    def test_flags(self):
        daemon = self.start("--data", "none", "--shards", "2", "--io-threads", "2", "--speed", "10")
        client = daemon.connect()
        self.addCleanup(client.close)
        self.assertEqual(client.call("PING"), "PONG")
        self.assertEqual(daemon.terminate()[0], 0)

    def test_help_and_version(self):
        code, output, _ = run("--help")
        self.assertEqual(code, 0)
        for flag in ("--config", "--listen", "--http", "--data", "--shards", "--io-threads",
                     "--idle", "--speed"):
            self.assertIn(flag, output)
        code, output, _ = run("--version")
        self.assertEqual(code, 0)
        self.assertRegex(output, r"\d+\.\d+\.\d+")

    def test_interrupt_ends_it_too(self):
        daemon = self.start()
        daemon.process.send_signal(signal.SIGINT)
        self.assertEqual(daemon.wait(), (0, ""))


class Refusals(unittest.TestCase):
    def refused(self, *flags):
        code, output, log = run(*flags)
        self.assertEqual((code, output), (2, ""), log)
        self.assertTrue(log)
        return log

    def test_flags(self):
        self.assertIn("--colour", self.refused("--colour", "red"))
        self.assertIn("--shards", self.refused("--shards", "0"))
        self.assertIn("--shards", self.refused("--shards", "many"))
        self.assertIn("--io-threads", self.refused("--io-threads", "-1"))
        self.assertIn("--io-threads", self.refused("--io-threads", "0", "--shards", "2"))
        self.assertIn("--idle", self.refused("--idle", "never"))
        self.assertIn("--speed", self.refused("--speed", "0"))
        self.assertIn("--speed", self.refused("--speed", "fast"))
        self.assertIn("--listen", self.refused("--listen", "nowhere"))
        self.assertIn("--listen", self.refused("--listen", "127.0.0.1:99999"))
        self.assertIn("--http", self.refused("--listen", "127.0.0.1:0", "--http", "127.0.0.1"))

    def test_only_loopback_without_users(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            with self.subTest(address):
                log = self.refused("--listen", address, "--http", "127.0.0.1:0")
                self.assertIn("127.0.0.1", log)

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            code, output, log = run("--listen", f"127.0.0.1:{port}", "--http", "127.0.0.1:0")
            self.assertNotEqual(code, 0)
            self.assertEqual(output, "")
            self.assertIn(str(port), log)


class Configuration(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = pathlib.Path(self.folder.name) / "stellwerk.toml"

    def refused(self, text, *names):
        if text is not None:
            self.file.write_text(text)
        code, output, log = run("--config", str(self.file), "--listen", "127.0.0.1:0", "--http",
                                "127.0.0.1:0")
        self.assertEqual((code, output), (2, ""), log)
        self.assertIn(str(self.file), log)
        for name in names:
            self.assertIn(name, log)

    def test_the_policy_of_the_file_serves_the_first_start(self):
        self.file.write_text('[[queue]]\nname = "support"\n')
        daemon = Daemon("--config", str(self.file))
        self.addCleanup(daemon.close)
        client = daemon.connect()
        self.addCleanup(client.close)
        self.assertEqual(client.map("CONV.OPEN", "c1", "QUEUE", "support")["state"], "waiting")
        self.assertGreaterEqual(client.map("POLICY.GET")["version"], 1)
        self.assertEqual(daemon.terminate()[0], 0)

    def test_mistakes_name_file_line_and_key(self):
        self.refused('[[queue]]\nname = "a"\nsla = "gold"\n', "3", "sla")
        self.refused('[[queue]]\nname = "a"\n\ncolour = "red"\n', "4", "colour")
        self.refused("[[queue\n", "1")
        self.refused("colour = 1\n", "1", "colour")

    def test_no_such_file(self):
        self.refused(None)


class Termination(SystemTest):
    def test_what_was_read_is_answered(self):
        total = 5_000
        self.client.send_all([("CONV.OPEN", f"c{number}", "QUEUE", "general")
                              for number in range(total)])
        self.assertEqual(self.client.reply()[1], "c0")
        self.daemon.process.send_signal(signal.SIGTERM)
        answered = 1
        while not self.client.at_end():
            self.assertEqual(self.client.reply()[1], f"c{answered}")
            answered += 1
        self.assertEqual(self.daemon.wait(), (0, ""))

    def test_idle_and_blocked_connections_do_not_hold_it_up(self):
        idle = self.connect()
        blocked = self.connect()
        blocked.send("XREAD", "BLOCK", 0, "STREAMS", "events", "$")
        half = self.connect()
        half.write(encode("PING")[:7])
        while "blocked_clients:1" not in self.call("INFO", "clients"):
            pass
        self.assertEqual(self.daemon.terminate()[0], 0)
        self.assertIsNone(blocked.reply(), "as if its time were over")
        for connection in (idle, blocked, half):
            self.assertTrue(connection.at_end())

    def test_no_new_connections(self):
        self.daemon.terminate()
        with self.assertRaises(ConnectionError):
            self.daemon.connect()


if __name__ == "__main__":
    unittest.main()
