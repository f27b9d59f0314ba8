"""Programs that emitters made, really run: many of one target in one process."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache, partial
from random import Random as Random_
from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff.answers.evaluation import evaluate as answer
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.derivative import differentiated, repeated
from backprop.autodiff.differentiation.sweeps import evaluate
from backprop.autodiff.emit import GRAPH_FORMS, PROGRAM_FORMS, REGISTRY, form_module, form_tables
from backprop.autodiff.emit.derivative_program import DerivativeProgram
from backprop.autodiff.emit.languages.c import C
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from hypothesis import Phase, given, settings

from tests.autodiff.programs import Random, programs
from tests.corpus import CORPUS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from backprop.autodiff.emit.writing.language import Language

TARGETS = [form for form in PROGRAM_FORMS if form not in (*GRAPH_FORMS, "sql", "torch")]
"""The languages whose programs are run here; SQL and PyTorch have tests of their own."""

Answer = list[float] | str
"""The values and then the derivatives, row by row, or the name of what was raised."""


@dataclass
class Case:
    """A program with points to run it at, and how it is asked for."""

    text: str
    points: list[dict[str, float]]
    options: dict[str, Any] = field(default_factory=dict)
    order: int = 1
    _made: DerivativeProgram | None = None

    def subject(self) -> DerivativeProgram:
        """What an emitter is given."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def _make(self) -> DerivativeProgram:
        options = {"outputs": self.options.get("of"), "ties": self.options.get("ties", "split")}
        names = survey(parse(self.text))
        given_constants = [name for name in names.constants if name in self.points[0]]
        wrt = self.options.get("wrt")
        graph = lower(names, given=given_constants, also=wrt or (), **options)
        by = tuple(graph.inputs if wrt is None else wrt)
        if self.order > 1:
            return DerivativeProgram(
                self.text, repeated(graph, by[0], self.order), by[:1], self.order
            )
        return DerivativeProgram(self.text, differentiated(graph, by, mode="reverse"), by)

    def expected(self) -> list[list[float]]:
        """What the evaluator says of the same graph at each point."""
        subject = self.subject()
        graph, entries = subject.derivatives.graph, subject.derivatives.entries
        found: list[list[float]] = []
        for point in self.points:
            values = evaluate(graph, FLOATS, {name: float(point[name]) for name in graph.inputs})
            nodes = [entries.get((output, by)) for output in graph.outputs for by in subject.wrt]
            found.append(
                [float(values[node]) for node in graph.outputs.values()]
                + [0.0 if node is None else float(values[node]) for node in nodes]
            )
        return found

    def has_value(self, point: dict[str, float]) -> bool:
        """Whether all outputs have a value at a point, overflow included."""
        try:
            answer(
                parse(self.text), point, Question(of=self.options.get("of"), wrt=[], costs=False)
            )
        except BackpropError:
            return False
        return True

    def arguments(self) -> list[list[float]]:
        """The points as lists in the order of the parameters."""
        inputs = self.subject().derivatives.graph.inputs
        return [[float(point[name]) for name in inputs] for point in self.points]


def corpus_cases() -> list[Case]:
    """Every program of the corpus at its point."""
    return [Case(entry.text, [entry.point], entry.options) for entry in CORPUS]


def primitive_cases(target: str, order: int = 1) -> list[Case]:
    """Every function that a target supports, at the points of its own row."""
    cases: list[Case] = []
    *_, unsupported = form_tables(target)
    for row in PRIMITIVES.values():
        if row.name in unsupported:
            continue
        by_count: dict[int, list[dict[str, float]]] = {}
        for point in (*row.samples, *row.corners):
            named = {f"p{place}": value for place, value in enumerate(point)}
            by_count.setdefault(len(point), []).append(named)
        for count, points in by_count.items():
            names = [f"p{place}" for place in range(count)]
            cases.append(Case(written(row.name, names), points, {"wrt": names[-1:]}, order))
            if order == 1:
                cases[-1].options = {}
    return cases


def written(name: str, arguments: list[str]) -> str:
    """A primitive on arguments, in the language."""
    row = PRIMITIVES[name]
    if row.symbol is None:
        return f"{name}({', '.join(arguments)})"
    if len(arguments) == 1:
        return f"{row.symbol}{arguments[0]}"
    return f" {row.symbol} ".join(arguments)


@cache
def random_programs(count: int) -> tuple[Random, ...]:
    """Programs as people write them, the same at every run."""
    found: list[Random] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate],
    )  # fmt: skip
    @given(programs())
    def collect(program: Random) -> None:
        found.append(program)

    collect()
    return tuple(found)


def random_cases(count: int = 150) -> list[Case]:
    """Random programs, each at a point of its own."""
    return [Case(program.text, [program.point]) for program in random_programs(count)]


def branchy_cases(count: int = 60) -> list[Case]:
    """Programs full of conditions that share them, and what may fail, at points that decide."""
    random = Random_(20)
    cases: list[Case] = []
    for _ in range(count):
        points = [
            {name: random.choice([0, 1, -1, 0.5, -0.5, 2, -2, random.uniform(-3, 3)])
             for name in "xyz"}
            for _ in range(6)
        ]  # fmt: skip
        cases.append(Case(_branchy(random), points))
    return cases


_FORMS = (
    "log({})", "sqrt({})", "1/{}", "{} + {}", "{}*{}", "{} - {}", "{}^2", "{}^0.5", "{}^-1",
    "sin({})", "max({}, {})", "where({}, {}, {})",
)  # fmt: skip


def _branchy(random: Random_) -> str:
    names, conditions, statements = ["x", "y", "z"], list[str](), list[str]()

    def expression(depth: int = 0) -> str:
        if depth > 2 or random.random() < 0.3:
            return random.choice(names)
        form = random.choice(_FORMS)
        return form.format(*[f"({expression(depth + 1)})" for _ in range(form.count("{}"))])

    for number in range(random.randint(2, 9)):
        if random.random() < 0.25 or not conditions:
            sign, other = random.choice([">", "<", ">="]), random.choice(["0", "1", *names])
            statements.append(f"c{number} = {expression()} {sign} {other}")
            conditions.append(f"c{number}")
            continue
        shared = random.random() < 0.8
        condition = random.choice(conditions) if shared else f"{random.choice(names)} > 0"
        value = expression()
        if random.random() < 0.7:
            value = f"where({condition}, {value}, {expression()})"
        statements.append(f"t{number} = {value}")
        names.append(f"t{number}")
    used = " + ".join([*random.sample(names[3:], min(len(names) - 3, 3)), "0*x*y*z"])
    condition, name, other = random.choice(conditions), random.choice(names), random.choice(names)
    return "; ".join([*statements, f"{used} + where({condition}, {name}, 1/{other})"])


def same(found: float, expected: float, relative: float, absolute: float = 0.0) -> bool:
    """Whether two numbers are the same, NaN and infinities included."""
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    return found == expected or math.isclose(found, expected, rel_tol=relative, abs_tol=absolute)


def differences(
    cases: Iterable[Case],
    answers: Iterable[list[Answer]],
    relative: float,
    absolute: float = 0.0,
) -> list[str]:
    """Where the answers of emitted programs are not those of the evaluator."""
    found: list[str] = []
    for case, results in zip(cases, answers, strict=True):
        expected = case.expected()
        assert len(results) == len(expected)
        for point, result, numbers in zip(case.points, results, expected, strict=True):
            if isinstance(result, str):
                agree = not case.has_value(point)
            else:
                agree = len(result) == len(numbers) and all(
                    same(*pair, relative, absolute) for pair in zip(result, numbers, strict=True)
                )
            if not agree:
                found.append(f"{case.text!r} at {point}: {result}, not {numbers}")
    return found


def require(target: str) -> None:
    """Skip a test for which this computer lacks the compiler or the interpreter."""
    tool = {"c": "cc", "javascript": "node"}.get(target)
    if tool is not None and shutil.which(tool) is None:
        pytest.skip(f"there is no {tool} here")


def language_of(target: str) -> Language:
    """The language that a target's programs are written in."""
    found: Language = getattr(form_module(target), str(REGISTRY[target].tables))
    return found


def emit(target: str, subject: DerivativeProgram) -> str:
    """The program in a target's language."""
    text: str = form_module(target).emit(subject)
    return text


def emitted(target: str, cases: Iterable[Case]) -> list[str]:
    """The programs."""
    return [emit(target, case.subject()) for case in cases]


def run_programs(
    target: str, cases: list[Case], texts: list[str], folder: Path
) -> list[list[Answer]]:
    """What programs of a target, each of a case, give at its points; in C they are compiled."""
    runners = {"c": partial(run_c, folder=folder), "javascript": run_node}
    runners |= dict.fromkeys(("python", "numpy", "layers"), run_python)
    return runners[target](cases, texts)


def run(command: list[str], **more: Any) -> str:  # noqa: ANN401
    """What a command prints; it must succeed and say nothing else."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, done.stderr[:4000]
    assert not done.stderr, done.stderr[:4000]
    return done.stdout


_PYTHON = """
import json, sys, warnings
warnings.simplefilter("error")

def flat(part):
    if hasattr(part, "tolist"):
        part = part.tolist()
    if isinstance(part, (tuple, list)):
        return [number for inner in part for number in flat(inner)]
    assert type(part) is float, part
    return [part.hex()]

answers = []
for text, name, points in json.load(sys.stdin):
    scope = {}
    exec(compile(text, "emitted", "exec"), scope)
    results = []
    for point in points:
        try:
            results.append(flat(scope[name](*map(float.fromhex, point))))
        except (ArithmeticError, ValueError) as error:
            results.append(type(error).__name__)
    answers.append(results)
json.dump(answers, sys.stdout)
"""


def run_python(cases: list[Case], texts: list[str]) -> list[list[Answer]]:
    """Run Python programs in one interpreter of their own, with every warning an error."""
    jobs = [
        (text, re.findall(r"^def (\w+)\(", text, re.MULTILINE)[-1], hexadecimal(case))
        for case, text in zip(cases, texts, strict=True)
    ]
    return read(run([sys.executable, "-I", "-c", _PYTHON], input=json.dumps(jobs)))


def hexadecimal(case: Case) -> list[list[str]]:
    """The points of a case so that no digit is lost."""
    return [[number.hex() for number in point] for point in case.arguments()]


def read(text: str) -> list[list[Answer]]:
    """Answers as they were printed."""
    return [
        [
            result if isinstance(result, str) else [float.fromhex(number) for number in result]
            for result in results
        ]
        for results in json.loads(text)
    ]


_NODE = """
const bits = new DataView(new ArrayBuffer(8));
const read = (text) => { bits.setBigUint64(0, BigInt("0x" + text)); return bits.getFloat64(0); };
const write = (x) => {
  if (typeof x !== "number") throw new Error("not a number: " + x);
  bits.setFloat64(0, x);
  return bits.getBigUint64(0).toString(16).padStart(16, "0");
};
const flat = (part) => typeof part === "object" ? Object.values(part).flatMap(flat) : [write(part)];
const jobs = JSON.parse(require("fs").readFileSync(0, "utf8"));
const answers = jobs.map(([text, points]) => {
  const module = {exports: {}};
  new Function("module", "'use strict';" + text)(module);
  const [f] = Object.values(module.exports);
  return points.map((point) => flat(f(...point.map(read))));
});
process.stdout.write(JSON.stringify(answers));
"""


def run_node(cases: list[Case], texts: list[str]) -> list[list[Answer]]:
    """Run JavaScript programs in one node."""
    jobs = [
        (text, [[bits(number) for number in point] for point in case.arguments()])
        for case, text in zip(cases, texts, strict=True)
    ]
    answers = json.loads(run(["node", "-e", _NODE], input=json.dumps(jobs)))
    return [[[from_bits(number) for number in result] for result in results] for results in answers]


def bits(number: float) -> str:
    """A double as the hexadecimal digits of its bits."""
    import struct

    return struct.pack(">d", number).hex()


def from_bits(text: str) -> float:
    """The double of some bits."""
    import struct

    return struct.unpack(">d", bytes.fromhex(text))[0]


STRICTLY = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def run_c(cases: list[Case], texts: list[str], folder: Path) -> list[list[Answer]]:
    """Compile C programs, as strictly as can be, and run all in one process.

    They are one file, since to start a compiler for each takes longer than to compile them all;
    so what each defines is given a name of its own by the preprocessor.
    """
    parts = ["#include <math.h>\n#include <stdio.h>\n", _C_SHOW]
    for number, (case, text) in enumerate(zip(cases, texts, strict=True)):
        parts.append(_c_part(number, case, text))
    calls = "".join(f"    run_{number}();\n" for number in range(len(cases)))
    source, program = folder / "all.c", folder / "program"
    source.write_text(
        "".join(parts) + f"int main(void)\n{{\n{calls}    return 0;\n}}\n", encoding="utf-8"
    )
    run(["cc", *STRICTLY, "-O0", "-o", str(program), str(source), "-lm"])
    answers: list[list[Answer]] = [[] for _ in cases]
    for line in run([str(program)]).splitlines():
        number, *numbers = line.split()
        answers[int(number)].append([float.fromhex(text) for text in numbers])
    return answers


_C_SHOW = """
static void show(int number, int outputs, const double *v, int slopes, const double *d)
{
    int i;
    printf("%d", number);
    for (i = 0; i < outputs; i++) printf(" %a", v[i]);
    for (i = 0; i < slopes; i++) printf(" %a", d[i]);
    printf("\\n");
}
"""


def _c_part(number: int, case: Case, text: str) -> str:
    """One program under names of its own, and a function that calls it at its points."""
    subject = case.subject()
    outputs, columns = len(subject.derivatives.graph.outputs), len(subject.wrt)
    name = re.findall(r"^(?:double|void) (\w+)\(", text, re.MULTILINE)[-1]
    single, width = outputs == 1, 1 if case.order > 1 else columns
    calls: list[str] = []
    for point in case.arguments():
        arguments = [c_number(value) for value in point] + ([] if single else ["v"])
        if width:
            flat = single or case.order > 1
            arguments.append("d" if flat else f"(double (*)[{columns}])d")
        call = f"{name}({', '.join(arguments)})"
        calls.append(f"    {'v[0] = ' if single else ''}{call};\n")
        calls.append(f"    show({number}, {outputs}, v, {outputs * width}, d);\n")
    words = {*C.texts, *C.defined.values(), name, *re.findall(r"\bpart_\d+_*", text)}
    own = [word for word in sorted(words) if re.search(rf"\b{word}\b", text)]
    return "".join(
        [
            *(f"#define {word} {word}_of_{number}\n" for word in own),
            text,
            f"static void run_{number}(void)\n{{\n    double v[{outputs}], ",
            f"d[{outputs * width + 1}];\n    d[0] = 0;\n",
            *calls,
            "}\n",
            *(f"#undef {word}\n" for word in own),
        ]
    )


def c_number(value: float) -> str:
    """A double as C reads it, to the last bit."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    return value.hex()
