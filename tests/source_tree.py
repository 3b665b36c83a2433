"""The source tree: every module of the product with what it imports, read without running it."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("matcher", "service", "training", "fixtures")


@dataclass(frozen=True, kw_only=True)
class Module:
    """One source file: its dotted name, its text and, once asked for, its syntax tree."""

    name: str
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """What the text says; reading all of them takes seconds."""
        return ast.parse(self.text)


def modules(root: Path, packages: tuple[str, ...] = PACKAGES) -> dict[str, Module]:
    """Every module below ``packages`` by its dotted name; a package is its ``__init__``."""
    files = (file for package in packages for file in sorted((root / package).rglob("*.py")))
    return {found.name: found for found in (_read(file, root) for file in files)}


def named_imports(module: Module) -> Iterator[str]:
    """Each dotted name that the module imports, those inside functions too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def own_imports(tree: Mapping[str, Module]) -> dict[str, set[str]]:
    """The import graph among the modules of ``tree`` themselves."""
    return {
        name: {
            target
            for named in named_imports(module)
            if (target := _longest(named, tree)) is not None and target != name
        }
        for name, module in tree.items()
    }


def room(module: str) -> str:
    """The room of the house that a module stands in: ``matcher.features``, ``service.cli`` …"""
    return ".".join(module.split(".")[:2])


def rooms(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The same graph between rooms."""
    between: dict[str, set[str]] = {room(name): set() for name in graph}
    for name, targets in graph.items():
        between[room(name)] |= {room(target) for target in targets} - {room(name)}
    return between


def cycle(graph: Mapping[str, set[str]]) -> list[str]:
    """One cycle of ``graph``, its first name again at the end; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def functions(module: Module) -> Iterator[tuple[str, int]]:
    """Each function of a module as (dotted name, lines from ``def`` to its end)."""
    yield from _functions(module.tree, module.name)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{prefix}.{child.name}"
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name, (child.end_lineno or child.lineno) - child.lineno + 1
        yield from _functions(child, name)


def _read(file: Path, root: Path) -> Module:
    parts = file.relative_to(root).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name=name, path=file, text=file.read_text(encoding="utf-8"))


def _origin(module: Module, node: ast.ImportFrom) -> str:
    """The package that ``from … import`` names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    depth = node.level - (module.path.name == "__init__.py")
    return ".".join([*parts[: len(parts) - depth], *([node.module] if node.module else [])])


def _longest(named: str, tree: Mapping[str, Module]) -> str | None:
    """The module that a dotted name lives in: the longest prefix that is one."""
    parts = named.split(".")
    prefixes = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((prefix for prefix in prefixes if prefix in tree), None)
