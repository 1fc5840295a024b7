# SPDX-License-Identifier: Apache-2.0
"""Plays the reader of a document: types what it shows and compares what it says comes back."""

import os
import re
import subprocess
import sys

from markdown import SOURCE

sys.path.insert(0, str(SOURCE / "tests" / "system"))

from support import BIN, Daemon  # noqa: E402

COMMAND_LIMIT_S = 120
CONSOLE_PROMPT = "127.0.0.1:7411> "
DAEMON = "build/release/bin/stellwerkd"
# Too long to run here, or the very thing that runs this; their syntax is checked.
SCRIPTS = ("tools/demo", "tools/test", "tools/check", "tools/setup")
# A terminal is what the reader has; redis-cli writes for one only if told.
PREAMBLE = """redis-cli() { command redis-cli --no-raw "$@"; }
curl() { command curl --silent --show-error "$@"; }
"""


def steps(text):
    """The commands of a console block, each with the output shown: (prompt, command, [lines])."""
    found = []
    for line in text.splitlines():
        for prompt in ("$ ", CONSOLE_PROMPT):
            if line.startswith(prompt):
                found.append((prompt, line[len(prompt):], []))
                break
        else:
            if not found:
                raise AssertionError(f"{line!r} comes before any command")
            if found[-1][1].endswith("\\") and line.startswith("> "):
                prompt, command, shown = found.pop()
                found.append((prompt, f"{command[:-1]}{line[2:]}", shown))
            else:
                found[-1][2].append(line)
    return found


# Of these only the looks are compared: points in time in milliseconds, digests.
CHANGING = ((r"\b1\d{12}\b", r"\\d{13}"), (r"\b[0-9a-f]{16}\b", "[0-9a-f]{16}"))


def pattern(lines):
    """What output may look like: "..." stands for anything in a line, alone for any lines."""
    parts = []
    for line in lines:
        if line.strip() == "...":
            parts.append(r"(?:[^\n]*\n)*?")
            continue
        line = re.escape(line).replace(re.escape("..."), r"[^\n]*")
        for changing, looks in CHANGING:
            line = re.sub(changing, looks, line)
        parts.append(line + r"\n")
    return re.compile("".join(parts) + r"\Z")


class Reader:
    """One reader of one document: his daemon is the last one that the document had him start."""

    def __init__(self):
        self.daemon = None

    def close(self):
        """Ends the daemon; answers its exit code."""
        if self.daemon is None:
            return 0
        code, _ = self.daemon.terminate()
        self.daemon.close()
        self.daemon = None
        return code

    def type(self, prompt, command):
        """Carries out one command: (exit code, output)."""
        if prompt == CONSOLE_PROMPT:
            return self.run("redis-cli -3 -p 7411", command + "\n")
        words = command.split()
        if words[0] == DAEMON and "||" not in words:  # one that is to fail is run as it stands
            return self.start(words[1:])
        if words[0] in SCRIPTS:
            return self.run(f"bash -n {words[0]} && test -x {words[0]}")
        return self.run(command)

    def start(self, flags):
        self.close()
        kept = []
        for flag, value in zip(flags[::2], flags[1::2], strict=True):
            if flag not in ("--listen", "--http"):
                kept += [flag, str(SOURCE / value) if flag == "--config" else value]
        self.daemon = Daemon(*kept)
        line = self.daemon.ready_line
        line = line.replace(f":{self.daemon.port} ", ":7411 ")
        return 0, line.replace(f":{self.daemon.http_port} ", ":7412 ")

    def run(self, command, text=None):
        if self.daemon is None and re.search(r"\b741[12]\b", command):
            self.daemon = Daemon()
        if self.daemon is not None:
            command = re.sub(r"\b7411\b", str(self.daemon.port), command)
            command = re.sub(r"\b7412\b", str(self.daemon.http_port), command)
        command = command.replace("build/release/bin/", f"{BIN.resolve()}/")
        done = subprocess.run(
            ["bash", "-c", PREAMBLE + command], cwd=SOURCE, env=os.environ, check=False,
            input=text, stdin=None if text else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=COMMAND_LIMIT_S,
        )
        return done.returncode, done.stdout
