# SPDX-License-Identifier: Apache-2.0
"""For every command a state in which it succeeds, and the least words that it then takes."""

POLICY = """
[[channel]]
name = "email"
units = 2

[[sla]]
name = "within-the-hour"
first_response = "1h"
next_response = "1h"

[[queue]]
name = "general"
sla = "within-the-hour"
wrap_up = "15s"

[[queue]]
name = "billing"

[[queue]]
name = "bots"

[[queue]]
name = "asked"
offer = { decide = "external", decide_timeout = "1h" }

[[queue]]
name = "nobody"
"""


WITH_CHANNEL = ("CHANNEL", "email", "CUSTOMER", "k 17")


def prepare(test):
    """Who is there in every scene. Nobody works for `nobody`. Of anna the reserve may keep units
    for `general`, of dora it does not."""
    test.agent("anna", "CAPACITY", 1_000_000, "QUEUES", "general,billing,asked")
    test.agent("dora", "CAPACITY", 1_000_000, "QUEUES", "asked")
    test.agent("robo", "KIND", "bot", "CAPACITY", 1_000_000, "QUEUES", "bots")


def waiting(test, n):
    test.map("CONV.OPEN", f"c{n}", "QUEUE", "nobody")
    return [f"c{n}"]


def offered(test, n, queue="general"):
    return [f"c{n}", test.offered(f"c{n}", queue)["offer"]]


def active(test, n, queue="general"):
    test.active(f"c{n}", queue)
    return [f"c{n}"]


def deciding(test, n):
    test.map("CONV.OPEN", f"c{n}", "QUEUE", "asked")
    return [f"c{n}"]


def held(test, n):
    active(test, n)
    test.call("CONV.HOLD", f"c{n}")
    return [f"c{n}"]


def wrapping_up(test, n):
    active(test, n)
    test.call("CONV.CLOSE", f"c{n}")
    return [f"c{n}"]


def agent(test, n):
    test.call("AGENT.SET", f"a{n}")
    return [f"a{n}"]


def nothing(_, __):
    return []


SCENES = {
    "agent.set": lambda _, n: [f"a{n}"],
    "agent.state": lambda test, n: [*agent(test, n), "ONLINE"],
    "agent.beat": lambda test, n: [*agent(test, n), test.call("AGENT.STATE", f"a{n}", "ONLINE")],
    "agent.get": agent,
    "agent.list": nothing,
    "agent.del": agent,
    "conv.open": lambda _, n: [f"c{n}", "QUEUE", "general"],
    "conv.accept": offered,
    "conv.decline": offered,
    "conv.update": lambda test, n: [*waiting(test, n), "PRIORITY", 1],
    "conv.escalate": lambda test, n: active(test, n, "bots"),
    "conv.hold": active,
    "conv.resume": held,
    "conv.take": lambda test, n: [offered(test, n)[0], "anna"],
    "conv.decide": deciding,
    "conv.callback": waiting,
    "conv.transfer": lambda test, n: [*active(test, n), "QUEUE", "billing"],
    "conv.close": active,
    "conv.wrapped": wrapping_up,
    "conv.abandon": waiting,
    "conv.get": waiting,
    "conv.explain": waiting,
    "conv.list": nothing,
    "msg.in": lambda _, n: [f"c{n}", f"m{n}", "hello", "QUEUE", "general"],
    "msg.out": lambda test, n: [*active(test, n), f"m{n}", "hello"],
    "xread": lambda *_: ["STREAMS", "events", 0],
    "xrange": lambda *_: ["events", "-", "+"],
    "xlen": lambda *_: ["events"],
    "xinfo": lambda *_: ["STREAM", "events"],
    "xtrim": lambda *_: ["events", "MINID", 1],
    "policy.check": lambda *_: [POLICY],
    "policy.apply": lambda *_: [POLICY],
    "policy.get": nothing,
    "policy.shadow": lambda *_: [POLICY],
    "eta": lambda *_: ["general"],
    "queue.stats": lambda *_: ["general"],
    "shard.digest": nothing,
    "clock": nothing,
    "snapshot": nothing,
}

# Of two options that exclude each other: the one that goes when the other is given.
INSTEAD = {("conv.transfer", "AGENT"): "QUEUE"}

# Where an option's value is not what its kind says, since the command is about something else.
VALUES = {
    ("conv.transfer", "SKILLS"): ("",),
}

# The forms of the commands that a connection answers itself. Every word of theirs in capitals must
# stand in one of the calls.
FORMS = {
    "auth": [("AUTH", "default", "any")],
    "client": [("CLIENT", "ID"), ("CLIENT", "SETNAME", "name"), ("CLIENT", "GETNAME"),
               ("CLIENT", "SETINFO", "LIB-NAME", "x"), ("CLIENT", "LIST"),
               ("CLIENT", "KILL", "ID", 999)],
    "command": [("COMMAND",), ("COMMAND", "COUNT"), ("COMMAND", "DOCS"),
                ("COMMAND", "DOCS", "PING"), ("COMMAND", "INFO"), ("COMMAND", "INFO", "PING"),
                ("COMMAND", "LIST"), ("COMMAND", "LIST", "FILTERBY", "PATTERN", "conv*"),
                ("COMMAND", "ERRORS"), ("COMMAND", "EVENTS"), ("COMMAND", "HELP")],
    "config": [("CONFIG", "GET", "save"), ("CONFIG", "GET", "a", "b")],
    "echo": [("ECHO", "hello")],
    "hello": [("HELLO",), ("HELLO", 3), ("HELLO", 2),
              ("HELLO", 2, "AUTH", "default", "any", "SETNAME", "name")],
    "info": [("INFO",), ("INFO", "server"), ("INFO", "server", "clients")],
    "ping": [("PING",), ("PING", "hello")],
    "quit": [("QUIT",)],
    "reset": [("RESET",)],
    "select": [("SELECT", 0)],
}
