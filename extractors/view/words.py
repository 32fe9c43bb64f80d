"""The words of `data/words.toml`."""

import tomllib
from importlib.resources import files
from typing import Any

WORDS: dict[str, dict[str, Any]] = tomllib.loads(
    files("extractors.view").joinpath("data", "words.toml").read_text(encoding="utf-8")
)


def any_of(name: str) -> str:
    """An expression for one of the words of a list.

    >>> any_of("asks_for")
    '(?:votre|vos|personne a|pour nous|a qui)'
    """
    return f"(?:{'|'.join(WORDS['lists'][name])})"
