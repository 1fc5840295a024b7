# SPDX-License-Identifier: Apache-2.0
"""TLS on a listener of its own, with certificates made here."""

import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from access_support import PASSWORD, user
from tls_support import TlsTest, make_certificate, trusting

from resp import HUNG_S, Connection, encode
from support import DAEMON, entries


class Talk(TlsTest):
    def test_both_listeners_at_once(self):
        secure, clear = self.secure(), self.connect()
        secure.call("CONV.OPEN", "c1", "QUEUE", "general")
        self.assertEqual(clear.map("CONV.GET", "c1")["state"], "waiting")
        self.assertIn(f"tls_port:{self.daemon.tls_port}", secure.call("INFO"))
        self.assertEqual(self.secure(protocol=3).ask("HELLO").kind, "%")

    def test_much_in_both_directions(self):
        client = self.secure()
        texts = [chr(97 + i % 26) * (i * 997 % 200_000) for i in range(60)]
        client.send_all([("ECHO", text) for text in texts])
        for text in texts:
            self.assertTrue(client.reply() == text)

    def test_a_byte_at_a_time(self):
        client = self.secure()
        for byte in encode("ECHO", "slowly"):
            client.write(bytes([byte]))
        self.assertEqual(client.reply(), "slowly")

    def test_blocked_reads_and_what_is_behind_them(self):
        client = self.secure()
        client.send_all([("XREAD", "BLOCK", 0, "STREAMS", "events", "$"), *[("PING",)] * 2_000])
        other = self.connect()
        while "blocked_clients:1" not in other.call("INFO"):
            pass
        other.call("CONV.OPEN", "c1", "QUEUE", "general")
        self.assertEqual(entries(client.reply())["events"][0]["conv"], "c1")
        self.assertEqual([client.reply() for _ in range(2_000)], ["PONG"] * 2_000)

    def test_quit_ends_it_properly(self):
        client = self.secure()
        client.send("QUIT")
        self.assertEqual(client.reply(), "OK")
        self.assertTrue(client.at_end())  # an end without close_notify would raise

    def test_versions(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = trusting(self.cert)
            context.minimum_version = context.maximum_version = version
            client = Connection(self.daemon.tls_port, tls=context)
            self.assertEqual(client.call("PING"), "PONG")
            client.close()
        old = trusting(self.cert)
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises(ssl.SSLError):
            Connection(self.daemon.tls_port, tls=old)

    def test_who_does_not_speak_it(self):
        for data in (b"PING\r\n", encode("PING") * 50, b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03" * 99):
            before = self.cut("tls")
            with socket.create_connection(("127.0.0.1", self.daemon.tls_port), HUNG_S) as plain:
                plain.sendall(data)
                plain.shutdown(socket.SHUT_WR)
                answer = b""
                while piece := plain.recv(4096):
                    answer += piece
            self.assertNotIn(b"PONG", answer)
            if not data.startswith(b"\x16"):
                self.assertEqual(self.cut("tls"), before + 1, data)

    def test_redis_cli(self):
        done = subprocess.run(
            ["redis-cli", "-p", str(self.daemon.tls_port), "-h", "localhost", "--tls", "--cacert",
             self.cert, "PING"], check=True, capture_output=True, text=True)
        self.assertEqual(done.stdout, "PONG\n")


class LoggedIn(TlsTest):
    users = (user("gw", "gateway"),)

    def test_users(self):
        client = self.secure()
        self.assert_error("NOAUTH", "PING", client=client)
        self.assertEqual(client.call("AUTH", "gw", PASSWORD.format("gw")), "OK")
        self.assertEqual(client.call("PING"), "PONG")


class SlowReaders(TlsTest):
    flags = ("--output-max", "65536")

    def check_cut_and_resume(self, reader_at, port):
        writer = self.connect()
        writer.call("AGENT.SET", "anna", "CAPACITY", 5)
        writer.call("AGENT.STATE", "anna", "ONLINE")
        writer.call("MSG.IN", f"c{port}", "m0", "x", "QUEUE", "auto")
        for number in range(300):
            writer.call("MSG.IN", f"c{port}", f"n{number}", "x" * 20_000)
        expected = [event["id"] for event in self.events_of(writer)]
        before = self.cut("slow_reader")
        slow = reader_at()
        slow.send_all([("XREAD", "COUNT", 10, "STREAMS", "events", 0)])
        first = entries(slow.reply())["events"]
        self.assertEqual([event["id"] for event in first], expected[:10])
        # From here on it asks and does not read.
        slow.send_all([("XRANGE", "events", "-", "+")] * 8)
        until = time.monotonic() + HUNG_S
        while self.cut("slow_reader") == before and time.monotonic() < until:
            pass
        self.assertGreater(self.cut("slow_reader"), before)
        self.assertEqual(writer.call("PING"), "PONG")
        again, seen = reader_at(), [event["id"] for event in first]
        while len(seen) < len(expected):
            reply = again.call("XREAD", "COUNT", 50, "STREAMS", "events", seen[-1])
            seen += [event["id"] for event in entries(reply)["events"]]
        self.assertEqual(seen, expected, "with neither gap nor repeat")

    def events_of(self, client):
        last = "-"
        while page := client.call("XRANGE", "events", last, "+", "COUNT", 50):
            yield from ({"id": item[0]} for item in page)
            last = f"({page[-1][0]}"

    def test_in_clear(self):
        self.check_cut_and_resume(self.connect, self.daemon.port)

    def test_with_tls(self):
        self.check_cut_and_resume(self.secure, self.daemon.tls_port)


class Renewal(TlsTest):
    def hang_up(self, expected):
        self.daemon.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + HUNG_S
        while expected not in self.daemon.log():
            self.assertLess(time.monotonic(), until, self.daemon.log())

    def test_a_new_certificate(self):
        old = self.secure()
        certificate, key = make_certificate(self.folder, "second")
        former = self.cert.read_bytes()
        (self.folder / "former.pem").write_bytes(former)
        self.cert.write_bytes(certificate.read_bytes())
        self.assertEqual(self.secure(self.folder / "former.pem").call("PING"), "PONG")
        self.hang_up("is no key of")
        self.assertEqual(self.secure(self.folder / "former.pem").call("PING"), "PONG")
        self.key.write_bytes(key.read_bytes())
        self.hang_up("new connections get the certificate")
        new = self.secure(certificate)
        self.assertIn((("organizationName", "second"),), new.socket.getpeercert()["subject"])
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.secure(self.folder / "former.pem")
        self.assertEqual(old.call("PING"), "PONG", "those that stand keep theirs")
        self.cert.unlink()
        self.hang_up("cannot be read: No such file")
        self.assertEqual(self.secure(certificate).call("PING"), "PONG")


class Start(unittest.TestCase):
    def test_what_is_wrong_is_said(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            cert, key = make_certificate(folder, "one")
            _, other = make_certificate(folder, "two")
            _, locked = make_certificate(folder, "three", "-passout", "pass:secret")
            text, empty = folder / "text", folder / "empty"
            text.write_text("hello")
            empty.write_text("")
            here = ("--tls-listen", "127.0.0.1:0")
            for flags, says in (
                ((*here,), "--tls-listen: takes a certificate"),
                ((*here, "--tls-cert", cert), "--tls-key: a certificate and its key go together"),
                (("--tls-cert", cert, "--tls-key", key), "--tls-cert: is for tls_listen"),
                ((*here, "--tls-cert", folder / "none", "--tls-key", key),
                 f"tls_cert: {folder / 'none'} cannot be read: No such file"),
                ((*here, "--tls-cert", cert, "--tls-key", other), f"tls_key: {other} "),
                ((*here, "--tls-cert", cert, "--tls-key", locked), f"tls_key: {locked} "),
                ((*here, "--tls-cert", text, "--tls-key", key), f"tls_cert: {text} is no cert"),
                ((*here, "--tls-cert", cert, "--tls-key", cert), f"tls_key: {cert} is no key"),
                ((*here, "--tls-cert", cert, "--tls-key", empty), f"tls_key: {empty} cannot be"),
                (("--tls-listen", "0.0.0.0:0", "--tls-cert", cert, "--tls-key", key),
                 '--tls-listen: "0.0.0.0:0" can be reached'),
            ):
                with self.subTest(says):
                    done = subprocess.run([DAEMON, *flags, "--listen", "127.0.0.1:0"], check=False,
                                          capture_output=True, text=True, timeout=HUNG_S)
                    self.assertEqual(done.returncode, 2, done.stderr)
                    self.assertIn(says, done.stderr)
                    self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
