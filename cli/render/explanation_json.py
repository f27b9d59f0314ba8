"""An explanation as JSON."""

from .json_form import json_text

__all__ = ["json_text"]
