"""The architecture: who may import whom, and the habits of the house that a machine can see."""

import ast
import io
import re
import sys
import tokenize
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.source_tree import (
    PACKAGES,
    ROOT,
    Module,
    cycle,
    functions,
    modules,
    named_imports,
    own_imports,
    room,
    rooms,
)

TREE = modules(ROOT)
TESTS = modules(ROOT, ("tests",))

#: From the roof down: a room may import the rooms on floors beneath it, never its own floor.
FLOORS: Mapping[str, tuple[frozenset[str], ...]] = {
    "matcher": (
        frozenset({"matcher.ranking", "matcher.market", "matcher.fairness"}),
        frozenset({"matcher.features", "matcher.intake"}),
        frozenset({"matcher.vocabulary"}),
        frozenset({"matcher.domain"}),
    ),
    "service": (
        frozenset({"service.cli"}),
        frozenset({"service.commands"}),
        frozenset({"service.app"}),
        frozenset({"service.api", "service.pages"}),
        frozenset({"service.actions"}),
        frozenset({"service.auth", "service.mail", "service.exchange", "service.reports"}),
        frozenset({"service.store"}),
        frozenset({"service.settings", "service.errors", "service.i18n"}),
    ),
    "training": (
        frozenset({"training.cli"}),
        frozenset({"training.commands"}),
        frozenset({"training.benchmarks"}),
        frozenset({"training.learn"}),
        frozenset(
            {
                "training.fit",
                "training.evaluate",
                "training.off_policy",
                "training.simulate",
                "training.behaviour",
                "training.encoder",
            }
        ),
        frozenset({"training.data", "training.registry"}),
        frozenset(
            {
                "training.charts",
                "training.disk",
                "training.metrics",
                "training.ngram_weights",
                "training.ordinary_words",
                "training.town",
            }
        ),
    ),
}
#: Whole packages: matcher knows nobody, service and training never meet.
MAY_IMPORT = {
    "matcher": {"matcher"},
    "service": {"service", "matcher", "fixtures"},
    "training": {"training", "matcher", "fixtures"},
    "fixtures": {"fixtures", "matcher"},
}
NUMPY_ROOMS = {"matcher.ranking", "matcher.market", "matcher.fairness", "matcher.features"}
NUMPY_MODULES = {"matcher.vocabulary.affinity", "matcher.vocabulary.wordlist"}
MATCHER_MAY_USE = {
    "highspy", "numpy", "orjson", "rapidfuzz", "safetensors", "snowballstemmer", "tokenizers",
}  # fmt: skip
#: Modules that only an extra's command loads, and what that extra brings.
OPTIONAL = {"service.exchange.log": {"pyarrow"}}
#: Come with a declared dependency, which re-exports them or is written on top of them.
CARRIED = {"pydantic", "pydantic_core", "sqlalchemy", "starlette", "click"}
HEAVY = {
    "torch", "sklearn", "scipy", "pandas", "pyarrow", "sentence_transformers", "lightgbm",
    "transformers",
}  # fmt: skip
WORLDLY = {
    "asyncio", "http", "random", "secrets", "socket", "sqlite3", "ssl", "subprocess", "time",
    "urllib", "uuid",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today"}
SURROUNDINGS = {"os.environ", "os.getenv", "os.urandom"}
#: Functions over 40 lines that earn it: name → reason.
LONG_FUNCTIONS: Mapping[str, str] = {}
NO_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "misc", "common"}
AT_IMPORT = {"create_engine", "connect", "Settings", "open", "read_text", "read_bytes", "load"}


def test_imports_between_rooms_go_down_only() -> None:
    assert sorted(_upward(rooms(_graph()))) == []


def test_packages_meet_only_where_the_plan_says() -> None:
    strays = [
        f"{name} imports {target}"
        for name, targets in _graph().items()
        for target in targets
        if target.split(".")[0] not in MAY_IMPORT[name.split(".")[0]]
    ]
    assert strays == []


def test_only_the_command_line_of_the_service_tells_the_demo_town() -> None:
    tellers = {
        room(name)
        for name, targets in _graph().items()
        if name.startswith("service.") and any(room(t).startswith("fixtures") for t in targets)
    }
    assert tellers <= {"service.cli", "service.commands"}


def test_no_module_imports_itself_in_a_circle() -> None:
    assert cycle(_graph()) == []


def test_no_room_imports_itself_in_a_circle() -> None:
    assert cycle(rooms(_graph())) == []


def test_every_room_has_its_floor() -> None:
    planned = {name for floors in FLOORS.values() for floor in floors for name in floor}
    standing = {room(name) for name in TREE if name.split(".")[0] in FLOORS and "." in name}
    assert standing <= planned


def test_numpy_is_used_from_the_features_up() -> None:
    users = {name for name in _in("matcher") if "numpy" in _roots(TREE[name])}
    assert {n for n in users if room(n) not in NUMPY_ROOMS and n not in NUMPY_MODULES} == set()


def test_the_matcher_knows_no_web_no_database_and_no_clock() -> None:
    strays = {
        f"{name} imports {root}"
        for name in _in("matcher")
        for root in _roots(TREE[name])
        if root in WORLDLY or not _allowed_in_matcher(root)
    }
    assert strays == set()


def test_the_matcher_takes_time_and_surroundings_as_values() -> None:
    found = [found for name in _in("matcher") for found in _surroundings(TREE[name])]
    assert found == []


def test_the_matcher_takes_randomness_as_a_generator() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name in _in("matcher")
        for node in ast.walk(TREE[name].tree)
        if isinstance(node, ast.Call) and _unseeded(node)
    ]
    assert found == []


def test_serving_imports_nothing_heavy() -> None:
    heavy = [
        name
        for name in [*_in("matcher"), *_in("service")]
        if _roots(TREE[name]) & HEAVY - OPTIONAL.get(name, set())
    ]
    assert heavy == []


def test_serving_needs_only_what_the_plain_install_brings() -> None:
    declared = _declared()
    strays = {
        f"{name} imports {root}"
        for name in [*_in("matcher"), *_in("service"), *_in("fixtures")]
        for root in _roots(TREE[name])
        if root not in sys.stdlib_module_names | set(PACKAGES) | declared | CARRIED
        and root not in OPTIONAL.get(name, ())
    }
    assert strays == set()


def test_files_stay_within_400_lines() -> None:
    long = {n: m.text.count("\n") for n, m in {**TREE, **TESTS}.items() if m.text.count("\n") > 400}
    assert long == {}


def test_functions_stay_within_40_lines_or_have_a_reason() -> None:
    long = {
        name: lines
        for module in {**TREE, **TESTS}.values()
        for name, lines in functions(module)
        if lines > 40
    }
    assert long.keys() == LONG_FUNCTIONS.keys()


def test_every_file_says_in_its_first_line_what_it_is() -> None:
    silent = [name for name, m in {**TREE, **TESTS}.items() if not ast.get_docstring(m.tree)]
    assert silent == []


def test_no_file_is_named_after_nothing() -> None:
    named = {name for name in {**TREE, **TESTS} if set(re.split(r"[._]", name)) & NO_NAMES}
    assert named == set()


def test_packages_list_their_public_names() -> None:
    silent = [
        name
        for name, module in TREE.items()
        if module.path.name == "__init__.py" and _imports_names(module) and not _lists_names(module)
    ]
    assert silent == []


def test_nothing_runs_at_import() -> None:
    found = [f"{n}: {call}" for n, m in TREE.items() for call in _called_at_import(m.tree)]
    assert found == []


def test_comments_and_docstrings_leave_nothing_open() -> None:
    found = [
        f"{name}: {said}"
        for name, module in {**TREE, **TESTS}.items()
        for said in (*_comments(module), *_docstrings(module))
        if re.search(r"\b(TODO|FIXME|XXX)\b", said)
    ]
    assert found == []


def test_a_circle_is_found_wherever_it_is(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "__init__.py").write_text("")
    (tmp_path / "house" / "one.py").write_text("from house.two import two\n")
    (tmp_path / "house" / "two.py").write_text("def two():\n    from house import one\n")

    found = cycle(own_imports(modules(tmp_path, ("house",))))

    assert set(found) == {"house.one", "house.two"}


@pytest.mark.parametrize(
    ("origin", "target"),
    [
        ("matcher.domain", "matcher.features"),
        ("matcher.features", "matcher.intake"),
        ("service.store", "service.actions"),
        ("service.settings", "service.store"),
    ],
)
def test_an_import_upwards_or_sideways_is_refused(origin: str, target: str) -> None:
    assert list(_upward({origin: {target}})) == [f"{origin} imports {target}"]


@cache
def _graph() -> Mapping[str, set[str]]:
    return own_imports(TREE)


def _comments(module: Module) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return (token.string for token in tokens if token.type == tokenize.COMMENT)


def _docstrings(module: Module) -> Iterator[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for node in ast.walk(module.tree) if isinstance(node, documented))
    return filter(None, map(ast.get_docstring, nodes))


def _in(package: str) -> list[str]:
    return [name for name in TREE if name == package or name.startswith(f"{package}.")]


def _upward(graph: Mapping[str, set[str]]) -> Iterator[str]:
    for origin, targets in graph.items():
        for target in targets:
            if not _goes_down(origin, target):
                yield f"{origin} imports {target}"


def _goes_down(origin: str, target: str) -> bool:
    """Across packages the packages' own rule decides; at the root of a package nothing stands."""
    package = origin.split(".")[0]
    if package != target.split(".")[0] or package not in FLOORS:
        return True
    level = {name: floor for floor, names in enumerate(FLOORS[package]) for name in names}
    return level.get(origin, -1) < level.get(target, -1)


def _roots(module: Module) -> set[str]:
    return {name.split(".")[0] for name in named_imports(module)}


def _allowed_in_matcher(root: str) -> bool:
    return root == "matcher" or root in sys.stdlib_module_names or root in MATCHER_MAY_USE


def _surroundings(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in SURROUNDINGS:
            yield f"{module.name}:{node.lineno} {ast.unparse(node)}"
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in CLOCKS:
            yield f"{module.name}:{node.lineno} {ast.unparse(node)}"


def _unseeded(call: ast.Call) -> bool:
    """A draw from numpy's global state, or a generator without a seed."""
    called = ast.unparse(call.func)
    if called.endswith("default_rng"):
        return not call.args and not call.keywords
    drawn = re.fullmatch(r"(np|numpy)\.random\.([a-z_]+)", called)
    return drawn is not None


def _declared() -> set[str]:
    """The import names of the plain install's own dependencies."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {_normal(re.split(r"[\[<>=; ]", line)[0]) for line in project["dependencies"]}
    return {
        name
        for name, distributions in packages_distributions().items()
        if wanted & set(map(_normal, distributions))
    }


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imports_names(module: Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) for node in module.tree.body)


def _lists_names(module: Module) -> bool:
    targets = (t for n in module.tree.body if isinstance(n, ast.Assign) for t in n.targets)
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _called_at_import(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in AT_IMPORT:
                yield ast.unparse(node.func)
