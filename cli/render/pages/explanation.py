"""The page of `explain`: forward pass, local derivatives, sweeps, what the gradient means.

What is kept true: every word is made of the report alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .gradient_meaning import meaning, second_order
from .page import (
    MARKS,
    Called,
    Chain,
    Equation,
    Heading,
    Line,
    Lines,
    Page,
    Products,
    Quotient,
    RoundedNumbers,
    Section,
    Sentence,
    named,
    remarks,
    title_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....autodiff.teach.chain_rule import Factor, Step, Sweep, Term, ZeroDerivative
    from ....autodiff.teach.explanation import Evaluated, Explanation, Gate, Local
    from .page import Block, Part


def explanation_page(
    explanation: Explanation, precision: int, *, sensitivity: bool = False
) -> Page:
    """The page of an explanation, with numbers of so many digits."""
    digits = RoundedNumbers(precision)
    sections = [*_Walk(explanation, digits).sections()]
    sections += second_order(explanation, digits)
    if explanation.speed is not None:
        sections += [
            Section(f"The speed, step by step: {section.title.lower()}", section.steps)
            for section in _Walk(explanation.speed, digits, again=True).sections()
        ]
    sections += meaning(explanation, digits, sensitivity=sensitivity)
    sections += _remarks(explanation, digits)
    title = title_parts(explanation.expression, explanation.inputs, digits)
    return Page(title, tuple(section for section in sections if section.steps), _names(explanation))


def _names(explanation: Explanation) -> frozenset[str]:
    names = {*explanation.values, *explanation.inputs, *explanation.outputs}
    for gate in explanation.gates:
        for local in gate.locals:
            names.add(local.rule.by)
    return frozenset(names | (_names(explanation.speed) if explanation.speed else set()))


class _Walk:
    """The sections of one explanation; a second one on a page says what it does not again."""

    def __init__(
        self, explanation: Explanation, digits: RoundedNumbers, *, again: bool = False
    ) -> None:
        self._explanation = explanation
        self._digits = digits
        self._again = again
        self._met: set[str] = set()

    def _intro(self, *parts: Part) -> list[Block]:
        return [] if self._again else [Sentence(parts)]

    def sections(self) -> Iterator[Section]:
        """The forward pass, the local derivatives, and the sweeps."""
        explanation = self._explanation
        yield Section("Forward pass", self._forward())
        if explanation.gates:
            yield Section("Local derivatives", self._locals())
        for sweep in explanation.sweeps if explanation.wrt else ():
            yield self._sweep(sweep)
        if not explanation.wrt and explanation.only is None:
            yield Section("Derivatives", ((_constant(explanation.outputs),),))

    def _forward(self) -> tuple[tuple[Block, ...], ...]:
        explanation = self._explanation
        intro = self._intro("From the inputs upward, one operation at a time.")
        lines = [self._evaluated(node) for node in explanation.forward]
        blocks: list[Block] = [*intro, Lines(tuple(lines))]
        blocks += _omission(explanation.sizes.forward, explanation.sizes.nodes)
        return (tuple(blocks),)

    def _evaluated(self, node: Evaluated) -> Line:
        name, digits = named(node.name), self._digits
        if node.formula is None:
            aside = ("a constant",) if node.kind == "constant" else ()
            return Line((Equation((name, digits.tree(node.value))),), aside)
        if node.value is None:
            why = "in the branch that is not taken"
            if node.in_limit:
                why = "not used: the derivative that it belongs to is a limit"
            return Line((Equation((name, node.formula)),), (why,))
        if node.by_limit:
            limit = Equation((name, digits.tree(node.value)))
            return Line((limit,), (f"by limit: what diff(…) makes of {node.derived_from}",))
        numbers = digits.filled(node.formula, self._explanation.values)
        sides = (name, node.formula, numbers, digits.tree(node.value))
        aside = ["the output"] if node.output else []
        if node.derived_from is not None:
            aside.append(f"what diff(…) makes of {node.derived_from}")
        return Line((Equation(sides),), ("; ".join(aside),) if aside else ())

    def _locals(self) -> tuple[tuple[Block, ...], ...]:
        explanation = self._explanation
        intro = self._intro(
            "How fast each operation moves as one of its own inputs moves and the others stay as "
            "they are: the rule, then the same in the names used here, then in numbers."
        )
        steps = [tuple(self._gate(gate)) for gate in explanation.gates]
        steps[0] = (*intro, *steps[0])
        steps += [tuple(_omission(explanation.sizes.gates, explanation.sizes.nodes))]
        return tuple(step for step in steps if step)

    def _gate(self, gate: Gate) -> Iterator[Block]:
        yield Heading((Equation((named(gate.node), gate.formula)),))
        if gate.locals:
            lines = [self._local(local, _at_kink(gate)) for local in gate.locals]
            yield Lines(tuple(lines))
        yield from self._marks({local.mark for local in gate.locals})
        tied = bool(gate.kinks) and gate.operation in ("max", "min")
        if gate.role not in self._met and not tied:
            self._met.add(gate.role)
            yield Sentence((gate.role,), "gate")
        if gate.choice is not None:
            yield Sentence((gate.choice,), "gate")
        for text in gate.kinks:
            yield Sentence((f"{text}.",), "warning")

    def _marks(self, marks: set[str]) -> Iterator[Block]:
        """What the marks of local derivatives mean, once on a page."""
        for mark, words in MARKS.items():
            if words not in self._met and any(each.endswith(mark) for each in marks):
                self._met.add(words)
                yield Sentence((words,))

    def _local(self, local: Local, at_kink: tuple[str, ...]) -> Line:
        digits = self._digits
        general = Equation(
            (Quotient(local.rule.function, named(local.rule.by)), local.rule.derivative)
        )
        here = Quotient(named(local.node), named(local.argument), local.mark)
        if local.named is None:
            return Line((general, Equation((here, digits.tree(local.value)))), at_kink)
        numbers = digits.filled(local.named, self._explanation.values)
        return Line((general, Equation((here, local.named, numbers, digits.tree(local.value)))))

    def _sweep(self, sweep: Sweep) -> Section:
        explanation = self._explanation
        reverse = sweep.mode == "reverse"
        title = f"{'Backward' if reverse else 'Forward mode: upward'} from {sweep.start}"
        start = Equation((_quotient(sweep.start, sweep.start), self._digits.tree(1.0)))
        if reverse:
            words: tuple[Part, ...] = (
                "From ", Called(sweep.start), " back to the inputs, beginning with ", start,
                ". Each derivative is a sum over the nodes that use the value: the derivative "
                "found for the user, times the local one.",
            )  # fmt: skip
        else:
            words = (
                "From ", Called(sweep.start), " upward, beginning with ", start,
                ". Each derivative is a sum over the arguments of the node: the local derivative, "
                "times the one found for the argument.",
            )  # fmt: skip
        steps: list[tuple[Block, ...]] = [
            (Lines((self._step(step),)),) for step in sweep.steps if step.terms or step.by_limit
        ]
        if not steps:
            steps.append(())
        else:
            steps[0] = (*self._intro(*words), *steps[0])
        marks = {f.mark for step in sweep.steps for t in step.terms for f in (t.first, t.second)}
        steps.append((*self._marks(marks), *_omission(sweep.left_out, explanation.sizes.nodes)))
        steps.append((*self._same(sweep), *map(_zero_derivative, sweep.still), self._result(sweep)))
        return Section(title, tuple(step for step in steps if step))

    def _step(self, step: Step) -> Line:
        digits = self._digits
        chain = Chain(tuple([tuple(map(_of, _factors(term))) for term in step.terms]), step.omitted)
        numbers = Products(
            tuple(
                [
                    tuple([digits.tree(factor.value) for factor in _factors(term)])
                    for term in step.terms
                ]
            ),
            step.omitted,
        )
        whole = _quotient(step.of, step.by)
        if step.by_limit:
            equation = Equation((whole, digits.tree(step.value)))
            if not step.terms:
                return Line((equation,), (f"by limit, from {step.by_limit}; no product gives it",))
            product = Equation((chain, numbers))
            return Line(
                (equation,), (f"by limit, from {step.by_limit}, not by this product: ", product)
            )
        equation = Equation((whole, chain, numbers, digits.tree(step.value)))
        return Line((equation,), tuple(self._aside(step)))

    def _aside(self, step: Step) -> Iterator[Part]:
        terms = len(step.terms) + step.omitted
        local = step.terms[0].second if self._explanation.mode == "reverse" else step.terms[0].first
        if terms == 1 and (local.of, local.by) == (step.of, step.by):
            yield "the local derivative: "
            yield Called(step.of)
            yield " uses "
            yield Called(step.by)
            yield " directly"
        if terms > 1:
            yield f"{terms:,} ways, so {terms:,} terms"
        again = [pair for pair in step.reused if pair[0] != pair[1]]
        if not again:
            return
        if terms > 1:
            yield "; "
        for place, (of, by) in enumerate(again):
            if place:
                yield ", "
            yield Equation((_quotient(of, by),))
        yield " is used again" if len(again) == 1 else " are used again"

    @staticmethod
    def _same(sweep: Sweep) -> Iterator[Block]:
        """An input that is an output: nothing stands between them."""
        if any(step.terms or step.by_limit for step in sweep.steps):
            return
        for result in sweep.results:
            if result.value == 1:
                words = (Called(result.of), " is ", Called(result.by), " itself.")
                yield Sentence(words)

    def _result(self, sweep: Sweep) -> Block:
        """The derivatives that were asked for, together."""
        parts: list[Part] = ["So "]
        for place, result in enumerate(sweep.results):
            quotient = _quotient(result.of, result.by)
            equation = Equation((quotient, self._digits.tree(result.value)))
            parts += [", " if place else "", equation]
        more = self._wanted(sweep) - len(sweep.results)
        parts.append(f", and {more:,} more." if more else ".")
        return Sentence(tuple(parts))

    def _wanted(self, sweep: Sweep) -> int:
        return len(self._explanation.wrt if sweep.mode == "reverse" else self._explanation.outputs)


def _at_kink(gate: Gate) -> tuple[str, ...]:
    """What is said of a derivative that the rule does not give."""
    if not gate.kinks or gate.operation == "where":
        return ()
    if gate.operation in ("max", "min"):
        return ("tied: the rule is for a winner alone",)
    return ("the rule does not hold at a kink",)


def _constant(outputs: Sequence[str]) -> Block:
    """What there is to be said where there is no input."""
    if len(outputs) == 1:
        return Sentence((Called(outputs[0]), " is a constant: nothing moves it."))
    return Sentence(("All of these are constants: nothing moves them.",))


def _zero_derivative(still: ZeroDerivative) -> Block:
    """Why a derivative is 0 although no step has found it."""
    parts: list[Part] = [Called(still.by), " does not move ", Called(still.of), " here: "]
    if still.untaken:
        parts.append("it is used in a branch that is not taken")
    for place, formula in enumerate(still.flat):
        parts += [(" and " if still.untaken else "") if place == 0 else ", ", Called(formula)]
    if still.flat:
        parts.append(" passes no gradient on" if len(still.flat) == 1 else " pass no gradient on")
    if not still.untaken and not still.flat:
        parts.append("no way that a derivative could pass leads from one to the other")
    return Sentence((*parts, "."))


def _quotient(of: str, by: str) -> Quotient:
    return Quotient(named(of), named(by))


def _factors(term: Term) -> tuple[Factor, ...]:
    """The factors of a term without the 1 that a sweep begins with."""
    both = (term.first, term.second)
    return tuple([factor for factor in both if factor.of != factor.by]) or both


def _of(factor: Factor) -> Quotient:
    return Quotient(named(factor.of), named(factor.by), factor.mark)


def _omission(count: int, nodes: int) -> list[Block]:
    """What to say where not everything is shown, and how to see it."""
    if not count:
        return []
    return [
        Sentence(
            (
                f"{count:,} of the {nodes:,} nodes are left out between these. --limit {nodes} "
                "shows them all; --only dNAME follows one derivative.",
            ),
            "note",
        )
    ]


def _remarks(explanation: Explanation, digits: RoundedNumbers) -> Sequence[Section]:
    """What else must be said: notes that no gate has told, what was left out, rounding."""
    shown = {text for gate in explanation.gates for text in gate.kinks}
    notes = [
        note
        for note in explanation.notes
        if note.text not in shown and not (explanation.only and note.kind == "information")
    ]
    omissions: list[str] = []
    if explanation.sizes.sweeps:
        option = "--of" if explanation.mode == "reverse" else "--wrt"
        omissions.append(
            f"{explanation.sizes.sweeps:,} more sweeps are left out; choose with {option}."
        )
    if explanation.sizes.moves:
        words = f"What {explanation.sizes.moves:,} more inputs mean is left out; choose with --wrt."
        omissions.append(words)
    return remarks(notes, omissions, digits)
