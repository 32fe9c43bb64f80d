"""French words and phrases by what they speak of, from `data/lexicon.csv`."""

from collections.abc import Collection, Sequence
from functools import cache

from extractors.language.spelling import rows

_LONGEST_STEM = 14


@cache
def _tables() -> tuple[
    dict[str, list[str]], dict[str, list[str]], dict[str, list[tuple[tuple[str, ...], str]]]
]:
    """Whole words, stems, and phrases by their first word; each with its classes."""
    whole: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in rows("lexicon.csv"):
        form, name = row["form"] or "", row["class"] or ""
        words = tuple(form.replace("'", "' ").split())
        if len(words) > 1:
            phrases.setdefault(words[0], []).append((words, name))
        elif form.endswith("*"):
            stems.setdefault(form[:-1], []).append(name)
        else:
            whole.setdefault(form, []).append(name)
    for found in phrases.values():
        found.sort(key=lambda phrase: -len(phrase[0]))
    return whole, stems, phrases


@cache
def classes_of(word: str) -> tuple[str, ...]:
    """The classes of a folded word: its own, else those of the longest stem that it begins with.

    >>> classes_of("personnes"), classes_of("le")
    (('PERSON',), ('FUNCTION',))
    """
    whole, stems, _ = _tables()
    if word in whole:
        return tuple(whole[word])
    for length in range(min(len(word), _LONGEST_STEM), 2, -1):
        if word[:length] in stems:
            return tuple(stems[word[:length]])
    return ()


def taken(classes: Sequence[str]) -> bool:
    """Whether a phrase takes classes away: « non conventionné » is « -REGULATED »."""
    return any(name.startswith("-") for name in classes)


def with_classes(known: tuple[str, ...], said: Sequence[str]) -> tuple[str, ...]:
    """A word's classes with those of a phrase that it stands in, and without those that the phrase takes
    away.

    >>> with_classes(("REGULATED",), ("-REGULATED",)), with_classes(("PERSON",), ("NOW",))
    ((), ('PERSON', 'NOW'))
    """
    return (*(name for name in known if f"-{name}" not in said), *(name for name in said if name[0] != "-"))


def first_words() -> Collection[str]:
    """The words that a phrase of the lexicon begins with."""
    return _tables()[2].keys()


def phrase_at(words: Sequence[str], index: int, first: str) -> tuple[int, tuple[str, ...]] | None:
    """The longest phrase of the lexicon that starts at a word: its length in words, and its classes."""
    for phrase, name in _tables()[2].get(first, ()):
        if tuple(words[index : index + len(phrase)]) == phrase:
            return len(phrase), (name,)
    return None


def classes_in(words: Sequence[str]) -> frozenset[str]:
    """The classes of the folded words of a clause, and of the phrases in it.

    >>> sorted(classes_in(["sous", "-", "location", "non", "conventionnee"]) & {"LEASE", "REGULATED"})
    ['LEASE']
    """
    found: set[str] = set()
    lost: set[str] = set()
    for at, word in enumerate(words):
        found.update(classes_of(word))
        phrase = phrase_at(words, at, word)
        for name in phrase[1] if phrase is not None else ():
            (lost if name[0] == "-" else found).add(name.lstrip("-"))
    return frozenset(found - lost)
