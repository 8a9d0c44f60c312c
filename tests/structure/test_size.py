"""Nothing grows so long that nobody reads it to its end."""

import ast

from . import sources

FILE = 400
FUNCTION = 60
CODE = [path for path in sources.files(".py", ".js") if "lib" not in path.parts]


def test_files_are_short():
    lengths = {sources.name(path): len(path.read_text("utf-8").splitlines()) for path in CODE}
    assert not {name: length for name, length in lengths.items() if length > FILE}


def test_functions_are_short():
    long = [
        f"{sources.name(path)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in CODE
        if path.suffix == ".py"
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= FUNCTION
    ]
    assert not long
