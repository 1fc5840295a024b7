# SPDX-License-Identifier: Apache-2.0
"""Every sample in README.md and docs/ does what the text around it says.

```console  commands behind "$ " or redis-cli's prompt, and their output, which is compared
```sh       commands alone, each of which must succeed
```toml     a policy, which POLICY.CHECK must accept
```cpp      lines of a file in docs/snippets, which the build compiles and runs"""

import textwrap
import unittest

from markdown import SOURCE, anchors, blocks, documents, links
from reader import CONSOLE_PROMPT, Reader, pattern, steps

SNIPPETS = SOURCE / "docs" / "snippets"


class Shell(unittest.TestCase):
    def test_commands_and_their_output(self):
        typed = 0
        for path in documents():
            reader = Reader()
            try:
                for block in blocks(path, "console", "sh"):
                    typed += self.follow(reader, block)
            finally:
                self.assertEqual(reader.close(), 0)
        self.assertGreater(typed, 20, "the documents have samples")

    def follow(self, reader, block):
        if block.language == "sh":
            found = [("$ ", line.partition(" #")[0].strip(), None)
                     for line in block.text.splitlines() if line.strip()]
        else:
            found = steps(block.text)
        for prompt, command, shown in found:
            with self.subTest(block.place, command=command):
                code, output = reader.type(prompt, command)
                if prompt != CONSOLE_PROMPT:
                    self.assertEqual(code, 0, output)
                if shown is not None and not pattern(shown).fullmatch(output):
                    self.assertEqual(output, "\n".join(shown) + "\n")
        return len(found)


class Policies(unittest.TestCase):
    def test_they_are_accepted(self):
        reader = Reader()
        try:
            for path in documents():
                for block in blocks(path, "toml"):
                    with self.subTest(block.place):
                        code, output = reader.run(
                            "redis-cli -3 -p 7411 -x POLICY.CHECK", block.text)
                        self.assertEqual(code, 0)
                        self.assertRegex(output, r'"ok" => \(integer\) 1|"ok" => \(true\)')
        finally:
            reader.close()


class Snippets(unittest.TestCase):
    def test_they_are_lines_of_what_is_compiled(self):
        sources = [path.read_text().splitlines() for path in sorted(SNIPPETS.glob("*.cc"))]
        for path in documents():
            for block in blocks(path, "cpp"):
                wanted = textwrap.dedent(block.text).splitlines()
                with self.subTest(block.place):
                    self.assertTrue(any(has_lines(source, wanted) for source in sources),
                                    "stands like this in no file of docs/snippets")


def has_lines(source, wanted):
    for start in range(len(source) - len(wanted) + 1):
        part = "\n".join(source[start : start + len(wanted)])
        if textwrap.dedent(part).splitlines() == wanted:
            return True
    return False


class Links(unittest.TestCase):
    def test_they_lead_somewhere(self):
        for path in documents():
            for link in links(path):
                if "://" in link:
                    continue
                file, _, anchor = link.partition("#")
                target = path.parent / file if file else path
                with self.subTest(document=path.name, link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(target))

    def test_every_document_is_reached(self):
        reached, next_up = set(), [SOURCE / "README.md"]
        while next_up:
            path = next_up.pop().resolve()
            if path in reached or path.suffix != ".md" or not path.exists():
                continue
            reached.add(path)
            next_up += [path.parent / link.partition("#")[0] for link in links(path)
                        if "://" not in link and not link.startswith("#")]
        self.assertLessEqual({path.resolve() for path in documents()}, reached)


if __name__ == "__main__":
    unittest.main()
