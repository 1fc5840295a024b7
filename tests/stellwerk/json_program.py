# SPDX-License-Identifier: Apache-2.0
"""A command of the program `stellwerk` that reports as JSON."""

import json
import os
import pathlib
import subprocess

BIN = pathlib.Path(os.environ["STELLWERK_BIN"])


class JsonProgram:
    """`words`: the command, say ("plan", "staffing")."""

    def __init__(self, *words):
        self._words = words

    def run(self, *arguments):
        command = [BIN / "stellwerk", *self._words, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)

    def figures(self, *arguments):
        result = self.run("--json", "-", *arguments)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)
