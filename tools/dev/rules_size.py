# SPDX-License-Identifier: Apache-2.0
"""Rules about size: of files, functions and lines."""

import ast
import re

from rule import Rule

FILE_LINES_MAX = 800
FILE_LINES_NOTED = 400
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
TABLE_COLUMNS_MAX = 160

CONTROL = re.compile(r"(?:^|[\s(])(?:if|for|while|switch|catch|else|do)\b")
TYPE = re.compile(
    r"^(?:template\b.*>\s*)?(?:inline\s+)?(?:namespace|class|struct|enum|union|extern)\b", re.S
)
FUNCTION_END = re.compile(
    r"(?:\)|\b(?:const|noexcept|override|final|mutable)|[^&]&&?|\)[^()]*->[\s\w:<>,*&()]+)$"
)
ACCESS = re.compile(r"^(?:(?:public|protected|private)\s*:(?!:)\s*)+")
INITIALISERS = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")


def code(file):
    return file.is_code


def find_long_lines(file, _tree):
    # A row of a behaviour table is one command with all that it causes.
    most = TABLE_COLUMNS_MAX if file.path.endswith("_table_test.cc") else COLUMNS_MAX
    for number, line in enumerate(file.lines, 1):
        if len(line) > most and "://" not in line:
            yield number, f"{len(line)} columns; {most} are the limit"


def find_long_file(file, _tree):
    count = len(file.lines) - 1
    if count > FILE_LINES_MAX:
        yield 0, f"{count} lines; {FILE_LINES_MAX} are the ceiling: split it"


def long_files(tree):
    """Files worth a look though within the ceiling: (path, message)."""
    for file in tree.files:
        count = len(file.lines) - 1
        if file.is_code and FILE_LINES_NOTED < count <= FILE_LINES_MAX:
            yield file.path, f"{count} lines"


def kind_of_block(head):
    """What the brace after `head` opens: "function", "initialiser" or "scope"."""
    head = ACCESS.sub("", re.sub(r"\[\[.*?\]\]", " ", head, flags=re.S).strip())
    initialised = INITIALISERS.search(head)
    if initialised and not head.endswith((")", "}")):
        return "initialiser"
    if TYPE.match(head) or CONTROL.search(head) or head.endswith("="):
        return "scope"
    if initialised or FUNCTION_END.search(head):
        return "function"
    return "scope"


def without_directives(code_text):
    """Preprocessor lines blanked out, continued ones too: their braces pair with nothing."""
    return re.sub(
        r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
        lambda match: re.sub(r"[^\n]", " ", match.group(0)),
        code_text,
        flags=re.MULTILINE,
    )


def cpp_functions(file):
    """The outermost functions: (first line, last line). Lambdas inside count as part of theirs."""
    text = without_directives(file.code)
    kinds = []
    head_start = 0
    function_start = None
    for offset, character in enumerate(text):
        if character == "{":
            kind = "inner" if function_start is not None else kind_of_block(text[head_start:offset])
            kinds.append(kind)
            if kind == "function":
                head = text[head_start:offset]
                function_start = head_start + len(head) - len(head.lstrip())
            elif kind == "scope":
                head_start = offset + 1
        elif character == "}" and kinds:
            kind = kinds.pop()
            if kind == "function":
                yield file.line_of(function_start), file.line_of(offset)
                function_start = None
            if kind in ("function", "scope"):
                head_start = offset + 1
        elif character == ";" and function_start is None:
            head_start = offset + 1


def python_functions(file):
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno


def find_long_functions(file, _tree):
    functions = cpp_functions(file) if file.is_cpp else python_functions(file)
    for first, last in functions:
        data = sum(1 for line in file.raw_string_lines if first < line <= last)
        count = last - first + 1 - data
        if count > FUNCTION_LINES_MAX:
            yield first, f"a function of {count} lines; {FUNCTION_LINES_MAX} are the limit"


RULES = [
    Rule("columns", f"lines have at most {COLUMNS_MAX} columns", code, find_long_lines),
    Rule("file-length", f"files have at most {FILE_LINES_MAX} lines", code, find_long_file),
    Rule(
        "function-length",
        f"functions have at most {FUNCTION_LINES_MAX} lines",
        lambda file: file.is_cpp or file.is_python,
        find_long_functions,
    ),
]
