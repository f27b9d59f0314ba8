"""The Click command of an expression: find it, serve its inputs as options, say its mistakes."""

from .command import ExpressionCommand

__all__ = ["ExpressionCommand"]
