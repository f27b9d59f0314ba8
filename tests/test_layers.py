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
    "parser": {"lark"},
    "autodiff": set[str](),
    "cli": {"click", "graphviz", "rich"},
}
LIBRARIES = {
    "click", "duckdb", "flint", "graphviz", "lark", "mpmath", "numpy", "rich", "sqlglot", "sympy",
}  # fmt: skip
OPTIONAL = {
    "numbers": {"flint", "numpy"},
    "answers/differentiable": {"numpy"},
    "diagnostics/limits": {"flint"},
}
"""Rooms and files of autodiff that may import a library which is not always imported."""
ROOMS = (
    "rules", "graph", "differentiation", "numbers", "program", "diagnostics", "simplify", "emit",
    "answers", "teach", "mistakes", "claims", "grading",
)  # fmt: skip
"""The rooms of autodiff from the ground up: each imports from those before it."""
ROOMS_OF_EMIT = ("planning", "writing", "languages", "layers", "sql", "formulas", "drawings")
"""The rooms of emit, likewise."""
HOUSES = {"autodiff": ROOMS, "autodiff.emit": ROOMS_OF_EMIT}
TREELESS = ("rules", "differentiation", "numbers")
"""The rooms that know nothing of the parser but errors and what keeps memory in order."""
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
    place = path.relative_to(ROOT / layer).with_suffix("")
    optional = OPTIONAL.get(place.as_posix(), OPTIONAL.get(place.parts[0], set[str]()))
    assert tops & LIBRARIES <= ALLOWED_LIBRARIES[layer] | optional


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in SOURCES}


def known_module(name: str) -> str:
    """The module that an imported name is, or is defined in."""
    return name if name in MODULES else name.rpartition(".")[0]


IMPORTS = {
    module: {known_module(name) for name in imported_modules(path)} & set(MODULES) - {module}
    for module, path in MODULES.items()
}
"""What each module imports of the project, under `TYPE_CHECKING` or not."""


@pytest.mark.parametrize(("house", "rooms"), HOUSES.items())
def test_rooms_import_from_rooms_below(house: str, rooms: tuple[str, ...]) -> None:
    folders = {path.parent.name for path in (ROOT / house.replace(".", "/")).glob("*/*.py")}
    assert folders == set(rooms)
    floors = {f"{house}.{room}": floor for floor, room in enumerate(rooms)}
    depth = house.count(".") + 2
    for module, imported in IMPORTS.items():
        floor = floors.get(".".join(module.split(".")[:depth]), len(rooms))
        entered = {".".join(name.split(".")[:depth]) for name in imported}
        assert not {name for name in entered if floors.get(name, -1) > floor}, module


def test_every_file_of_autodiff_is_in_a_room() -> None:
    assert [path.name for path in (ROOT / "autodiff").glob("*.py")] == ["__init__.py"]


def test_no_imports_go_round_in_a_circle() -> None:
    left = {module: set(imported) for module, imported in IMPORTS.items()}
    while ground := {module for module, imported in left.items() if not imported}:
        left = {module: imported - ground for module, imported in left.items()}
        left = {module: imported for module, imported in left.items() if module not in ground}
    assert not left, "these import each other, or what does"


@pytest.mark.parametrize("room", TREELESS)
def test_the_syntax_tree_is_met_in_few_rooms(room: str) -> None:
    for module, imported in IMPORTS.items():
        if module.startswith(f"autodiff.{room}"):
            parsers = {name for name in imported if name.startswith("parser")}
            assert parsers <= {"parser.errors", "parser.memory"}, module


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
