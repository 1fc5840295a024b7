#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The program `stellwerk` against a listener with TLS."""

import json
import signal
import unittest

from program import ProgramTest
from tls_support import TlsTest, make_certificate, openssl


class TlsProgramTest(TlsTest, ProgramTest):
    def run_secure(self, words, *arguments, port=None, trust=True, **options):
        """Runs a subcommand by TLS, trusting the daemon's certificate for localhost."""
        trusted = ["--tls-ca", self.cert, "--tls-name", "localhost"] if trust else []
        return self.run_program(*words.split(), "--connect",
                                f"127.0.0.1:{port or self.daemon.tls_port}", "--tls", *trusted,
                                *arguments, **options)


class Talk(TlsProgramTest):
    def test_every_subcommand_that_connects(self):
        self.assert_run(self.run_secure("call", "PING"), 0, "PONG\n")
        self.assert_run(self.run_secure("call", "AGENT.SET", "anna"), 0, "OK\n")
        self.assert_run(self.run_secure("call", "AGENT.STATE", "anna", "ONLINE"), 0)
        self.assert_run(self.run_secure("call", "CONV.OPEN", "c1", "QUEUE", "general"), 0)
        self.assertIn("anna", self.run_secure("explain", "c1").stdout)
        self.assertIn("general", self.run_secure("policy get").stdout)
        events = self.run_secure("tail", "events", "--from", "0", "--until-idle")
        self.assert_run(events, 0)
        self.assertIn("conversation.opened", events.stdout)

    def test_the_name_is_the_hosts_unless_given(self):
        by_name = self.run_program("call", "--connect", f"localhost:{self.daemon.tls_port}",
                                   "--tls", "--tls-ca", str(self.cert), "PING")
        self.assert_run(by_name, 0, "PONG\n")

    def test_much_goes_both_ways(self):
        count = 30_000
        text = "".join(f"ECHO {i:0100}\n" for i in range(count))
        done = self.run_secure("call", text=text)
        self.assert_run(done, 0, "".join(f"{i:0100}\n" for i in range(count)))

    def test_load(self):
        self.run_secure("call", "CONV.CLOSE", "c1")
        done = self.run_secure("load", "--agents", "10", "--seconds", "0.3", "--json", "-")
        self.assert_run(done, 0)
        report = json.loads(done.stdout)
        self.assertEqual(report["errors"], 0)
        self.assertGreater(report["assigned"], 0)


class Distrust(TlsProgramTest):
    def assert_fails(self, done, what):
        self.assert_run(done, 2, "", what)

    def test_a_certificate_that_nobody_vouches_for(self):
        self.assert_fails(self.run_secure("call", "PING", trust=False), "--tls-ca FILE")
        other, _ = make_certificate(self.folder, "other")
        done = self.run_program("call", "--connect", f"localhost:{self.daemon.tls_port}", "--tls",
                                "--tls-ca", str(other), "PING")
        self.assert_fails(done, "is not trusted")

    def test_a_certificate_for_another_host(self):
        done = self.run_program("call", "--connect", f"127.0.0.1:{self.daemon.tls_port}", "--tls",
                                "--tls-ca", str(self.cert), "PING")
        self.assert_fails(done, "is not for 127.0.0.1 (--tls-name NAME")

    def test_a_certificate_of_another_time(self):
        request = self.folder / "request.csr"
        openssl("req", "-new", "-key", self.key, "-subj", "/CN=localhost", "-out", request)
        openssl("x509", "-req", "-in", request, "-signkey", self.key, "-days", -1,
                "-out", self.cert)
        self.daemon.process.send_signal(signal.SIGHUP)
        done = self.run_secure("call", "PING")
        while done.returncode == 0:  # until the new certificate is in use
            done = self.run_secure("call", "PING")
        self.assert_fails(done, "is not valid now: certificate has expired")

    def test_the_wrong_port(self):
        plain = self.run_secure("call", "PING", port=self.daemon.port)
        self.assert_fails(plain, "--tls is for the address of --tls-listen")
        for words, arguments in (("call", ["PING"]), ("explain", ["c1"]), ("policy get", [])):
            address = f"127.0.0.1:{self.daemon.tls_port}"
            done = self.run_program(*words.split(), "--connect", address, *arguments)
            self.assert_fails(done, "for the address of --tls-listen give --tls")

    def test_flags_that_belong_together(self):
        done = self.stellwerk("call", "--tls-name", "x", "PING")
        self.assert_fails(done, "--tls")
        missing = self.stellwerk("call", "--tls", "--tls-ca", "/nowhere.pem", "PING")
        self.assert_fails(missing, "/nowhere.pem")
        damaged = self.folder / "damaged.pem"
        damaged.write_text("no certificate")
        done = self.run_program("call", "--connect", f"127.0.0.1:{self.daemon.tls_port}", "--tls",
                                "--tls-ca", str(damaged), "PING")
        self.assert_fails(done, f"--tls-ca: cannot read certificates from {damaged}")


if __name__ == "__main__":
    unittest.main()
