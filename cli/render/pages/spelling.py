r"""Words, names and equations as each form writes them: on a screen, in LaTeX, in HTML.

>>> from .page import Chain, Equation, Quotient, named, number_tree
>>> quotient = Quotient(named("e"), named("b"))
>>> chain = Chain(((Quotient(named("e"), named("c")), Quotient(named("c"), named("b"))),))
>>> Spelling().equation(Equation((quotient, chain, number_tree("5"), number_tree("5"))))
'∂e/∂b = ∂e/∂c·∂c/∂b = 5'
>>> print(LatexSpelling({"e", "b", "c"}).equation(Equation((quotient, number_tree("-5")))))
\dfrac{\partial e}{\partial b} = -5
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ....autodiff.emit.formulas.spoken import expression
from ....parser.syntax import Binary, Unary
from ...output.screen import Screen
from .page import Called, Chain, Equation, Products, Quotient

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ....parser.syntax import Expression
    from .page import Part

_ASCII = str.maketrans({"→": "->", "·": "*", "…": "..."})
_RAISED = {1: "", 2: "²"}


class Spelling:
    """For a screen; what cannot be written there is spelled in ASCII."""

    plus = " + "
    equals = " = "

    def __init__(self, screen: Screen | None = None) -> None:
        self.screen = screen or Screen()
        self.ascii = self.screen.plain_ascii
        self.times = "*" if self.ascii else "·"

    def words(self, parts: Sequence[Part]) -> str:
        """The parts of a sentence, one after the other."""
        return "".join([self.part(part) for part in parts])

    def part(self, part: Part) -> str:
        """One part of a sentence."""
        if isinstance(part, Called):
            return self.called(part.name)
        return self.inline(part) if isinstance(part, Equation) else self.text(part)

    def text(self, text: str) -> str:
        """Plain words."""
        return self.screen.show(text.translate(_ASCII) if self.ascii else text)

    def called(self, name: str) -> str:
        """A name, set apart from the words around it."""
        return self.screen.show(name)

    def inline(self, equation: Equation) -> str:
        """An equation inside a sentence."""
        return self.equation(equation)

    def sides(self, equation: Equation) -> list[str]:
        """Each side as text, without those that say the same as the one before."""
        found: list[str] = []
        for side in equation.sides:
            text = self.side(side)
            if not found or text != found[-1]:
                found.append(text)
        return found

    def equation(self, equation: Equation) -> str:
        """The whole equation on one line."""
        return self.equals.join(self.sides(equation))

    def side(self, side: Expression | Quotient | Chain | Products) -> str:
        """One side."""
        if isinstance(side, Quotient):
            return self.quotient(side)
        if isinstance(side, Chain):
            terms = [self.times.join(map(self.factor, term)) for term in side.terms]
            return self.plus.join([*terms, *([self.ellipsis()] if side.omitted else [])])
        if isinstance(side, Products):
            products = [
                self.product(term, first=not place) for place, term in enumerate(side.terms)
            ]
            return self.plus.join([*products, *([self.ellipsis()] if side.omitted else [])])
        return self.tree(side)

    def factor(self, quotient: Quotient | None) -> str:
        """A factor of a chain, or the dots for some that are not shown."""
        return self.ellipsis() if quotient is None else self.quotient(quotient)

    def product(self, factors: Sequence[Expression], *, first: bool) -> str:
        """Numbers with a sign between them; a negative one is in parentheses unless it leads."""
        texts: list[str] = []
        for factor in factors:
            leads = first and not texts
            text = self.tree(factor)
            alone = len(factors) == 1 or isinstance(factor, Unary)
            bare = (leads and alone) or not isinstance(factor, Binary | Unary)
            texts.append(text if bare else self.grouped(text))
        return self.times.join(texts)

    def grouped(self, text: str) -> str:
        """A text in parentheses."""
        return f"({text})"

    def ellipsis(self) -> str:
        """What stands for terms that are not listed."""
        return self.screen.ellipsis

    def tree(self, tree: Expression) -> str:
        """A formula."""
        return self.screen.show(expression(tree, ascii_only=self.ascii))

    def quotient(self, quotient: Quotient) -> str:
        """`∂(u·v)/∂u`, `∂²f/∂x²`."""
        sign = self.screen.partial
        order = _RAISED.get(quotient.order, "") if not self.ascii else str(quotient.order)
        order = "" if quotient.order == 1 else order
        mark = f"|{quotient.mark}" if quotient.mark else ""
        above, below = self.operand(quotient.of), self.tree(quotient.by)
        return f"{sign}{order}{above}/{sign}{below}{order}{mark}"

    def operand(self, tree: Expression) -> str:
        """A formula that stands after the sign of a derivative."""
        text = self.tree(tree)
        return self.grouped(text) if isinstance(tree, Binary | Unary) else text


class HtmlSpelling(Spelling):
    """For a page of HTML: fractions of derivatives stand one above the other."""

    def tree(self, tree: Expression) -> str:
        """A formula, with everything escaped."""
        return escape(super().tree(tree))

    def quotient(self, quotient: Quotient) -> str:
        """A fraction."""
        order = f"<sup>{quotient.order}</sup>" if quotient.order > 1 else ""
        mark = f"<sub>{escape(quotient.mark)}</sub>" if quotient.mark else ""
        above, below = self.operand(quotient.of), self.tree(quotient.by)
        return (
            f'<span class="d"><span>∂{order}{above}</span><span>∂{below}{order}</span></span>{mark}'
        )


class LatexSpelling(Spelling):
    """For LaTeX, inside math mode; needs amsmath."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        from ....autodiff.emit.formulas.latex import writer

        self.times = r" \cdot "
        self.write = writer(names, ordinary=False)

    def inline(self, equation: Equation) -> str:
        """An equation inside a sentence, in math mode."""
        return f"${self.equation(equation)}$"

    def ellipsis(self) -> str:
        """Dots on the line."""
        return r"\cdots"

    def tree(self, tree: Expression) -> str:
        """A formula."""
        return self.write.expression(tree)

    def quotient(self, quotient: Quotient) -> str:
        """A fraction."""
        order = f"^{{{quotient.order}}}" if quotient.order > 1 else ""
        above, below = self.operand(quotient.of), self.tree(quotient.by)
        fraction = rf"\dfrac{{\partial{order} {above}}}{{\partial {below}{order}}}"
        if not quotient.mark:
            return fraction
        return rf"\left.{fraction}\right|_{{\text{{{quotient.mark}}}}}"

    def grouped(self, text: str) -> str:
        """A text in parentheses that grow with it."""
        return rf"\left({text}\right)"
