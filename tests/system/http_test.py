# SPDX-License-Identifier: Apache-2.0
"""The daemon over HTTP: health, readiness, metrics."""

import contextlib
import http.client
import re
import socket
import unittest

from resp import HUNG_S
from support import SystemTest

SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[^}]*\})? (\S+)$")


class Http(SystemTest):
    def get(self, path, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.http_port, timeout=HUNG_S)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def samples(self):
        status, headers, body = self.get("/metrics")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain"), headers)
        samples = {}
        for line in body.splitlines():
            if line and not line.startswith("#"):
                match = SAMPLE.match(line)
                self.assertTrue(match, line)
                samples[match[1] + (match[2] or "")] = float(match[3])
        return samples

    def value(self, samples, name, **labels):
        """The sum over all series of that name with these labels."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        found = [value for series, value in samples.items()
                 if series.partition("{")[0] == name and all(label in series for label in wanted)]
        self.assertTrue(found, f"no {name} {labels}")
        return sum(found)

    def test_health(self):
        for path in ("/healthz", "/readyz"):
            status, _, body = self.get(path)
            self.assertEqual(status, 200, body)
            self.assertTrue(body)

    def test_other_paths_and_methods(self):
        self.assertEqual(self.get("/")[0], 404)
        self.assertEqual(self.get("/metrics/more")[0], 404)
        self.assertEqual(self.get("/healthz", "POST")[0], 405)
        self.assertEqual(self.get("/healthz", "HEAD")[0], 200)

    def test_metrics_follow_what_happens(self):
        before = self.samples()
        self.agent("anna", "CAPACITY", 2)
        self.active("c1", "general", "CHANNEL", "whatsapp")
        self.offered("c2", "general")
        self.map("CONV.OPEN", "c3", "QUEUE", "general", "AGE", "30s")
        after = self.samples()
        self.assertTrue(set(before) <= set(after), "no series goes away")
        self.assertTrue(all(name.startswith("stellwerk_") for name in after))
        for state, count in (("waiting", 1), ("offered", 1), ("active", 1), ("wrapup", 0)):
            self.assertEqual(
                self.value(after, "stellwerk_conversations", queue="general", state=state), count
            )
        for name, more, labels in (
            ("stellwerk_conversations_opened_total", 3, {"queue": "general"}),
            ("stellwerk_channel_conversations_opened_total", 1, {"channel": "whatsapp"}),
            ("stellwerk_assignments_total", 1, {"queue": "general"}),
            ("stellwerk_offers_created_total", 2, {}),
            ("stellwerk_offers_ended_total", 1, {"outcome": "accepted"}),
            ("stellwerk_sla_met_total", 1, {"queue": "general", "clock": "first_response"}),
            ("stellwerk_wait_seconds_count", 1, {"queue": "general"}),
            ("stellwerk_events_total", 3, {"type": "conversation.opened"}),
        ):
            self.assertEqual(self.value(after, name, **labels), more, name)
        self.assertGreaterEqual(
            self.value(after, "stellwerk_oldest_wait_seconds", queue="general"), 30)
        self.assertEqual(self.value(after, "stellwerk_agents", state="online", kind="human"), 1)
        self.assertEqual(self.value(after, "stellwerk_occupancy_ratio"), 1)
        self.assertEqual(self.value(after, "stellwerk_connections"), 1)
        self.assertEqual(self.value(after, "stellwerk_build_info"), 1)
        self.assertGreater(self.value(after, "stellwerk_decision_seconds_count"), 0)
        self.assertLess(self.value(after, "stellwerk_inbox_depth"),
                        self.value(after, "stellwerk_inbox_limit"))

    def test_bytes_that_are_not_http(self):
        for data in (b"\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 100_000, b"GET / HTTP/9.9\r\n\r\n",
                     b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 100_000):
            with socket.create_connection(("127.0.0.1", self.daemon.http_port), HUNG_S) as raw:
                with contextlib.suppress(OSError):  # it may close before everything is sent
                    raw.sendall(data)
                    raw.shutdown(socket.SHUT_WR)
                with contextlib.suppress(ConnectionError):
                    while raw.recv(65_536):
                        pass
        self.assertEqual(self.get("/healthz")[0], 200)
        self.assertEqual(self.call("PING"), "PONG")


if __name__ == "__main__":
    unittest.main()
