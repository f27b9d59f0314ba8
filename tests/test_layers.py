"""Imports point one way, cli → autodiff → parser, and each layer keeps to what it may know."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED_LAYERS = {
    "parser": {"parser"},
    "autodiff": {"autodiff", "parser"},
    "cli": {"cli", "autodiff", "parser"},
}
ALLOWED_LIBRARIES = {
    "parser": set[str](),
    "autodiff": set[str](),
    "cli": {"click", "graphviz", "rich"},
}
LIBRARIES = {
    "click", "duckdb", "flint", "graphviz", "lark", "mpmath", "numpy", "rich", "sqlglot", "sympy",
}  # fmt: skip
OPTIONAL = {
    "arrays": "numpy", "compiled": "numpy", "limits": "flint",
}  # fmt: skip
"""The files of autodiff that may import a library which is not always there."""
TREE_READERS = {
    "claims",
    "comparison",
    "compiled",
    "constant",
    "dependencies",
    "emit/definitions",
    "emit/drawing",
    "emit/infix",
    "emit/latex",
    "emit/notation",
    "emit/spoken",
    "emit/unicode",
    "evaluation",
    "explained",
    "explanation",
    "functions",
    "grading",
    "information",
    "local_rules",
    "lower",
    "matrices",
    "motion",
    "names",
    "orders",
    "paths",
    "picture",
    "refusals",
    "requests",
    "routes",
    "simplify",
    "stepwise",
    "study",
    "symbolic",
    "wording",
}
"""What in autodiff may know the syntax tree or the parser, beyond errors and records."""
SOURCES = [path for layer in ALLOWED_LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


def imported_modules(path: Path) -> list[str]:
    """The absolute names that a file imports, the project's own as `layer.module`."""
    package = path.relative_to(ROOT).parent.parts
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            named = [f"{stem}.{alias.name}".strip(".") for alias in node.names]
            found += [stem] if node.module else named
    return found


def test_there_are_sources_to_look_at() -> None:
    assert len(SOURCES) > 30


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    modules = imported_modules(path)
    tops = {module.split(".")[0] for module in modules}
    assert "backprop" not in tops, "layers refer to each other by relative imports"
    assert tops & set(ALLOWED_LAYERS) <= ALLOWED_LAYERS[layer]
    known = layer == "autodiff" and path.stem in OPTIONAL
    optional = {OPTIONAL[path.stem]} if known else set[str]()
    if path.parent.name == "numbers":
        optional.add("flint")
    assert tops & LIBRARIES <= ALLOWED_LIBRARIES[layer] | optional


@pytest.mark.parametrize(
    "path", sorted((ROOT / "autodiff").rglob("*.py")), ids=lambda path: path.name
)
def test_the_syntax_tree_is_met_in_few_files(path: Path) -> None:
    parser_modules = {module for module in imported_modules(path) if module.startswith("parser")}
    place = path.relative_to(ROOT / "autodiff").with_suffix("")
    if place.parts[0] not in TREE_READERS and place.as_posix() not in TREE_READERS:
        assert parser_modules <= {"parser.errors", "parser.memory", "parser.records"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_typed_can_be_executed(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__"}
    modules = {module.split(".")[0] for module in imported_modules(path)}
    assert not modules & {"pickle", "subprocess", "socket", "shelve", "marshal", "urllib", "http"}


def test_the_parser_is_ignorant_of_the_primitives() -> None:
    """Spelling a function in a hint's prose is all that the parser may do."""
    for path in sorted((ROOT / "parser").glob("*.py")):
        names = {
            node.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Name)
        }
        assert not names & {"PRIMITIVES", "FUNCTION_NAMES"}, path.name
