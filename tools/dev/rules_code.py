# SPDX-License-Identifier: Apache-2.0
"""Rules about C++ and about tests."""

import re

from rule import Rule, cpp_under, pattern, under

VAGUE = r"(?:Manager|Helpers?|Utils?|Processor)"
ATOMIC_CALL = re.compile(
    r"[.>](?:load|store|exchange|fetch_(?:add|sub|or|and|xor)|compare_exchange_(?:weak|strong)"
    r"|test_and_set)\("
)


def cpp(file):
    return file.is_cpp


def test_cpp(file):
    return file.is_cpp and file.path.startswith("tests/")


def core_cpp(file):
    return file.is_cpp and file.path.startswith(("core/", "include/"))


def find_vague_names(file, _tree):
    if re.search(r"(?:^|_)(?:manager|helpers?|utils?|processor|misc|common)\.", file.name):
        yield 0, f"{file.name} says nothing about what is in it"
    for match in re.finditer(rf"\b[A-Za-z]\w*{VAGUE}\b|\b{VAGUE}\b", file.code):
        yield file.line_of(match.start()), f"{match.group(0)}: find the noun of the domain"


def has_near_comment(file, line):
    """Whether a comment stands on the line or on one of the two above it."""
    for number in range(max(1, line - 2), line + 1):
        if "//" in file.lines[number - 1][len(file.code_lines[number - 1].rstrip()) :]:
            return True
    return False


def find_silent_orders(file, _tree):
    for match in re.finditer(r"\bmemory_order(?:_|::)\w+", file.code):
        line = file.line_of(match.start())
        if not has_near_comment(file, line):
            yield line, f"{match.group(0)} without its reason within two lines"


def atomic_names(text):
    return set(re.findall(r"\batomic(?:_\w+)?(?:<[^;{}]*?>)?\s+(\w+)\s*[;{=\[(,]", text))


def arguments(text, start):
    """The text from an opening parenthesis at start - 1 to the one that closes it."""
    depth = 1
    for offset in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[offset], 0)
        if depth == 0:
            return text[start:offset]
    return text[start:]


def find_default_orders(file, tree):
    twin = tree.twin(file)
    texts = [file.code] + ([twin.code] if twin else [])
    if not any(re.search(r"\batomic(?:_\w+)?\b", text) for text in texts):
        return
    for match in ATOMIC_CALL.finditer(file.code):
        if "order" not in arguments(file.code, match.end()):
            yield file.line_of(match.start()), f"{match.group(0)}...) without a memory order"
    for name in sorted(set().union(*(atomic_names(text) for text in texts))):
        for match in re.finditer(
            rf"(?:\+\+|--)\s*(?:\w+(?:\.|->))*{name}\b|\b{name}\s*(?:\+\+|--|[+\-|&^]=)", file.code
        ):
            yield file.line_of(match.start()), f"{match.group(0)}: an atomic in default order"


def find_late_header(file, tree):
    if not file.name.endswith(".cc") or tree.twin(file) is None:
        return
    own = file.path.removesuffix(".cc") + ".h"
    first = re.search(r'^#include (?:"(.*)"|<.*>)', file.text, re.MULTILINE)
    if first is None or first[1] != own:
        line = file.line_of(first.start()) if first else 0
        yield line, f"{own} is not included first, so that it need not compile alone"


def find_second_wrapper(file, tree):
    if not re.search(r"\b(?:ConcurrentQueue\s*<|ProducerToken\b)", file.code):
        return
    users = [
        other.path
        for other in tree.files
        if other.is_cpp and re.search(r"#\s*include\s*<(?:concurrentqueue|moodycamel)/", other.text)
    ]
    if file.path not in users[:1]:
        yield 0, f"the queue is unbounded; only its wrapper ({', '.join(users[:1])}) uses it"


def find_empty_tests(file, tree):
    if not re.search(r"^TEST(?:_[FP])?\(", file.code, re.MULTILINE):
        return
    texts = [file.code]
    for path in re.findall(r'#\s*include\s+"(tests/[^"]+)"', file.text):
        header = tree.by_path.get(path)
        twin = tree.twin(header) if header else None
        texts += [other.code for other in (header, twin) if other]
    if not any(re.search(r"\b(?:EXPECT|ASSERT)_\w+\(", text) for text in texts):
        yield 0, "tests that expect nothing"


NAMESPACE_BEGIN = re.compile(r"namespace(?: ([\w:]+))? \{")
NAMESPACE_END = re.compile(r"\}  // namespace\b")
TYPE_DEFINED = re.compile(
    r"(?:class|struct|union|enum class) (?:alignas\([^)]*\) )?(\w+)\b(?! *<|::)(?![^{]*;)"
)


def shipped_cpp(file):
    return file.is_cpp and file.path.startswith(("core/", "include/", "tools/"))


def types_defined(file):
    """Types of namespaces, not of anonymous ones and not inside others: (qualified name, line)."""
    inside = []
    for number, (line, code_line) in enumerate(zip(file.lines, file.code_lines), 1):
        begin = NAMESPACE_BEGIN.match(code_line)
        if begin:
            inside.append(begin[1])
        elif inside and NAMESPACE_END.match(line):
            inside.pop()
        found = TYPE_DEFINED.match(code_line)
        if found and None not in inside:
            yield "::".join([*inside, found[1]]), number


def first_places(tree):
    """By qualified name, the first file that defines that type."""
    if not hasattr(tree, "first_places"):
        tree.first_places = {}
        for file in filter(shipped_cpp, tree.files):
            for name, _ in types_defined(file):
                tree.first_places.setdefault(name, file.path)
    return tree.first_places


def find_second_type(file, tree):
    for name, line in types_defined(file):
        first = first_places(tree)[name]
        if first != file.path:
            yield line, f"{name} is also in {first}: a program that links both goes astray"


RULES = [
    Rule("vague-name", "no Manager, Helper, Util, Processor, common", cpp, find_vague_names),
    Rule("silent-order", "every memory order has its reason beside it", cpp, find_silent_orders),
    Rule("default-order", "atomics name their memory order", core_cpp, find_default_orders),
    Rule("own-header", "a source file includes its own header first", cpp, find_late_header),
    Rule("queue-wrapper", "one bounded wrapper uses the queue", cpp, find_second_wrapper),
    Rule("one-type", "a name of a namespace is one type", shipped_cpp, find_second_type),
    Rule("empty-test", "a test expects something", test_cpp, find_empty_tests),
    pattern(
        "exception",
        "core/ answers with a Code and checks with SW_CHECK",
        core_cpp,
        r"\bthrow\b(?!\s*\(\s*\))|\bcatch\s*\(|\btry\s*\{",
    ),
    pattern(
        "test-sleep",
        "tests advance time or wait for an event",
        under("tests"),
        r"\b(?:sleep_for|sleep_until|usleep|nanosleep|time\.sleep)\b|\bsleep\s*\(|^\s*sleep +[\d$]",
        "text",
    ),
    pattern("assert", "SW_CHECK stays on in release builds", cpp, r"\bassert\s*\(|<cassert>"),
    pattern("disabled-test", "delete it or mend it", cpp, r"\bDISABLED_\w*|\bGTEST_SKIP\b"),
    pattern("dead-code", "version control remembers", cpp, r"^\s*#\s*if\s+0\b"),
    pattern("using-namespace", "names say where they come from", cpp, r"\busing\s+namespace\b"),
    pattern(
        "shared-ptr",
        "design the lifetime; only an Asio session in core/net shares its own",
        lambda file: core_cpp(file) and not file.path.startswith("core/net/"),
        r"\b(?:shared_ptr|make_shared|enable_shared_from_this|weak_ptr)\b",
    ),
    pattern(
        "clock",
        "core/runtime reads the clock and hands the time down",
        lambda file: cpp_under("core")(file)
        and not file.path.startswith(("core/runtime/", "core/net/")),
        r"\b\w+_clock::now\b|\b(?:clock_gettime|gettimeofday)\s*\(|\bstd::time\s*\(",
    ),
    pattern(
        "randomness",
        "core/base/prng.h draws the same numbers under every compiler",
        cpp,
        r"\bs?rand\s*\(|\brandom_device\b|\bmt19937|\w+_distribution\s*<",
    ),
    pattern(
        "singleton",
        "hand dependencies to the constructor",
        core_cpp,
        r"\b(?:[Gg]et_?)?[Ii]nstance\s*\(\s*\)",
    ),
    pattern("true-is-true", "an expectation that cannot fail", test_cpp, r"\w+_TRUE\(\s*true\s*\)"),
]
