"""What a document itself says that its abbreviations stand for: « BA = bail associatif »."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import regex

from extractors.language.lexicon import classes_in, classes_of
from extractors.language.spelling import plain

_SHORT = r"(?<![\p{L}\d])(?<short>\p{Lu}{2,5})(?![\p{L}\d])"
_WORDS = r"(?<words>\p{Ll}[\p{L}'’ -]{3,50})"
_SAYS = r"(?:=|:|\(|,? (?:pour|signifie|désigne)(?!\p{L}))"
_ARTICLE = r"(?:(?:l[ea]s?|une?) |l['’])?"
_STATED = (
    regex.compile(rf"{_SHORT}\)?(?: ?[»\"”])? ?{_SAYS} ?[«\"“]? ?{_ARTICLE}{_WORDS}"),
    regex.compile(rf"{_WORDS} \({_SHORT}\)"),
)
_WORD = regex.compile(r"\p{L}+'?")
_TENURES = frozenset({"SOCIAL", "LEASE", "PRIVATE", "REGULATED"})


def explained(bodies: Iterable[str]) -> Mapping[str, str]:
    """The abbreviations that the texts of an edition explain, with their words, all folded; none that two
    texts explain differently.

    >>> explained(["LS : logement social ; BA (bail associatif)", "BA : bailleur associé"])
    {'ls': 'logement social'}
    """
    found: dict[str, list[str]] = {}
    for short, words in (one for body in bodies for one in dict(_defined(body)).items()):
        found.setdefault(short, []).append(words)
    return {short: words[0] for short, words in found.items() if len({_classes(one) for one in words}) == 1}


def rows_defined(
    body: str, elsewhere: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """For each data file the rows that a document adds to it: abbreviations of words that the reader knows,
    which it explains itself, or its edition elsewhere.

    Those of roles are read with the roles.

    >>> rows_defined("BA = bail associatif ; LD : longue durée")["lexicon.csv"]
    [{'form': 'ba', 'class': 'LEASE'}, {'form': 'ba', 'class': 'LEASE_WORD'}]
    """
    more: dict[str, list[Mapping[str, str]]] = {}
    for short, words in {**elsewhere, **dict(_defined(body))}.items():
        if classes_of(short):
            continue
        classes = sorted(_classes(words))
        more.setdefault("lexicon.csv", []).extend({"form": short, "class": name} for name in classes)
        if classes:
            kinds = ("context", "adjective")
            more.setdefault("name_words.csv", []).extend({"form": short, "kind": kind} for kind in kinds)
    return {name: rows for name, rows in more.items() if rows}


def _classes(words: str) -> frozenset[str]:
    """What some words speak of; those that name a tenure count its dwellings (« loyer conventionné »)."""
    classes = classes_in(_WORD.findall(words)) - {"FUNCTION"}
    return classes - {"RENT"} if classes & _TENURES else classes


def _defined(body: str) -> Iterator[tuple[str, str]]:
    """Abbreviations with the words whose initials they are, both folded."""
    for stated in _STATED:
        for m in stated.finditer(body):
            short, words = plain(m["short"]).lower(), _WORD.findall(plain(m["words"]).lower())
            if len(short) > 2 and words[0].startswith(short):  # « ADM : admissions cumulées »
                yield short, words[0]
            for first, last in ((0, len(short) + 2), (-len(short) - 2, len(words))):
                for size in range(len(words[first:last]), 0, -1):
                    said = words[first:last][:size] if not first else words[first:last][-size:]
                    if _are_initials(short, said):
                        yield short, " ".join(said).replace("' ", "'")
                        break


def _are_initials(short: str, words: Sequence[str]) -> bool:
    """Whether an abbreviation has the first letters of words, but for small ones (« visites à domicile »)."""
    letters = list(short)
    for word in words:
        if letters and word[0] == letters[0]:
            del letters[0]
        elif "FUNCTION" not in classes_of(word.rstrip("'")) and "FUNCTION" not in classes_of(word):
            return False
    return not letters and words[0][0] == short[0] and words[-1][0] == short[-1]
