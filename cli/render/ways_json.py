"""The paths of a graph as JSON."""

from .json_form import json_text

__all__ = ["json_text"]
