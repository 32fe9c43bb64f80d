"""Roles of a team in a text: inflected, abbreviated, inclusive; their names are masculine singular."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from extractors.language.spelling import rows
from extractors.source.document import Span
from extractors.view.view import View

_INFLECTIONS = {
    "teur": ("trice", "teuse"), "eur": ("euse", "eure"), "er": ("ere",), "if": ("ive",), "ef": ("effe",),
    "al": ("ale", "aux"),
    "el": ("elle",), "en": ("enne",), "on": ("onne",), "tre": ("tresse",), "ein": ("eine",),
}  # fmt: skip
_MASCULINE = {
    "aux": "al", "s": "", "x": "", "trice": "teur", "euse": "eur", "ère": "er", "ive": "if", "elle": "el",
    "enne": "en", "ale": "al", "ée": "é", "nte": "nt",
}  # fmt: skip
_ENDING = r"(?:e|es|ne|nes|fe|fes|[tr]?rices?|i?eres?|res?|s?ses?|s|x|ves?|les?|ales?|euses?|esses?)"
_MORE = regex.compile(rf"(?:(?:[·•./-]| ?\(){_ENDING}\b\)?s?){{1,3}}(?!\p{{L}})", regex.IGNORECASE)
_LETTERS = regex.compile(r"\p{L}+'?")
_ENDINGS = r"iques?|ifs?|ives?|elles?|els?|ales?|al|aux|aires?|ien(?:ne)?s?|logues?|atres?"
_QUALITIES = r"(?:adjoint|polyvalent|referent|specialise|confirme|debutant|principal)e?s?"
_ADJECTIVE = regex.compile(
    rf"[ -](?!quelle|telle|aupres)(?:\p{{Ll}}{{3,}}(?:{_ENDINGS})|{_QUALITIES})(?![\p{{L}}'-])"
)
_STOP = (
    "apres", "appui", "arret", "avec", "chez", "conge", "cours", "dans", "depuis", "dont", "entre", "jour",
    "lien", "moins", "permanence", "plus", "poste", "pour", "renfort", "semaine", "sous",
)  # fmt: skip
"""Words that begin no complement of a role."""
_END = r"(?= ?(?:[,;.:()\n\d]|- |et |$))"
_OF = regex.compile(rf" (?:d'|de )(?!\L<stop>\b)\p{{Ll}}{{4,}}{_END}", stop=_STOP)
_COMPLEMENT = regex.compile(
    rf" (?!\L<stop>\b)(?:(?:d'|de |en )(?!\L<stop>\b)\p{{Ll}}{{3,}}(?:{_ADJECTIVE.pattern})?"
    rf"|\p{{Ll}}{{4,}}{_END})",
    stop=_STOP,
)
_MARKS = (" ", "(", "·", "•", ".", "/", "-")
_SAME, _NEXT = (" / ", "/", " et ", " ou "), (" ", "-", "")
_Node = dict[str, object]
_Token = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A role named at `span` of the view; « médecins psychiatre et généraliste » is one mention of two roles.

    A weak one is a role only in a team: « gardien », « responsable », an agent of whatever sort.
    """

    span: Span
    roles: tuple[str, ...]
    is_weak: bool = False


@cache
def _lexicon() -> tuple[dict[str, str], _Node]:
    """Each inflected word → the word of the list, and the list as a tree of words; capitals keep theirs."""
    listed = [(row["form"] or "", row["role"] or "") for row in rows("roles.csv")]
    tree: _Node = {}
    words: dict[str, str] = {}
    for word in sorted(
        {word for form, _ in listed for word in _LETTERS.findall(form)}, key=lambda w: (len(w), w)
    ):
        for form in (word,) if word.isupper() else _inflected(words.get(word, word)):
            words.setdefault(form, words.get(word, word))
    for form, role in listed:
        node = tree
        for word in _LETTERS.findall(form):
            node = node.setdefault(words[word], {})  # type: ignore[assignment]
        node[form[-1] if form[-1] in "*?" else ""] = role
    return words, tree


@cache
def role_names() -> frozenset[str]:
    """Every role of the list, as it is called."""
    return frozenset(row["role"] or "" for row in rows("roles.csv"))


def _inflected(word: str) -> Iterator[str]:
    stems = [
        word,
        word + "e",
        *(word.removesuffix(end) + f for end, new in _INFLECTIONS.items() if word.endswith(end) for f in new),
    ]
    return (form for stem in stems for form in (stem, stem + "s"))


def _masculine(word: str) -> str:
    for ending, masculine in _MASCULINE.items():
        if word.endswith(ending):
            word = word.removesuffix(ending) + masculine
    return word


def find_roles(view: View) -> list[RoleMention]:
    """Every role that a view names, in order, none overlapping; the longest one at each place.

    >>> view = View("2 infirmier·ère·s, 3 CESF, des médecins psychiatre et généraliste, 1 agente polyvalente")
    >>> for mention in find_roles(view):
    ...     print(*mention.roles, sep=" + ")
    infirmier
    conseiller en économie sociale et familiale
    médecin psychiatre + médecin généraliste
    agent polyvalent
    """
    words, tree = _lexicon()
    text = view.text
    found: list[RoleMention] = []
    tokens = list(_tokens(text, words))
    past = 0
    for index, (start, _, word) in enumerate(tokens):
        if start < past or word not in tree or (mention := _at(view, tokens, index, tree)) is None:
            continue
        past = mention.span.end
        last = found[-1] if found else None
        if last and last.roles == mention.roles and text[last.span.end : start] in (*_SAME, " ("):
            found[-1] = RoleMention(Span(last.span.start, past), last.roles, last.is_weak)
        else:
            found.append(mention)
    return found


def _tokens(text: str, words: dict[str, str]) -> Iterator[_Token]:
    """The words of a text with the endings of inclusive writing (« infirmier-e-s »), as the list has them."""
    past = 0
    for m in _LETTERS.finditer(text):
        start, end = m.span()
        if start < past:
            continue
        word = words.get(m[0]) or words.get(m[0].lower(), "")
        if word and text[end : end + 1] in _MARKS and (more := _MORE.match(text, end)):
            end = past = more.end()
        yield start, end, word


def _at(view: View, tokens: list[_Token], index: int, tree: _Node) -> RoleMention | None:
    """The longest role that starts at a token."""
    text, start = view.text, tokens[index][0]
    head = _child(tree, tokens[index][2])
    node, at, stop = head, index + 1, tokens[index][1]
    role, is_weak, is_open = head.get("") or head.get("?"), "?" in head, "*" in head
    while at < len(tokens):
        gap, before = text[tokens[at - 1][1] : tokens[at][0]], tokens[at - 1][2]
        twin = at if gap in _SAME else at + 1 if gap == " " and tokens[at][2] in ("et", "ou") else 0
        if before and 0 < twin < len(tokens) and tokens[twin][2] == before:
            at = twin + 1  # travailleuses et travailleurs sociaux
            continue
        node = _child(node, tokens[at][2])
        if gap not in _NEXT or not node:
            break
        at += 1
        if "" in node:
            role, is_weak, is_open, stop = node[""], False, False, tokens[at - 1][1]
    if tokens[index][2] == "medecin" and text[tokens[index][1] - 1] in "sS":
        doctors = list(_specialties(text, tokens, index + 1, head))
        if len(doctors) > 1:
            return RoleMention(Span(start, doctors[-1][0]), tuple(name for _, name in doctors))
    if "é" in str(head.get("*", "")) and "é" not in view.quote(Span(start, stop)).lower():
        is_open = False  # « charges comprises »
    if is_open and (more := _COMPLEMENT.match(text, stop)):
        return RoleMention(Span(start, more.end()), (f"{head['*']} {_printed(view, more)}",), True)
    if (role or is_open) and (more := _ADJECTIVE.match(text, stop)):
        words, named = _printed(view, more).split(), str(role or head["*"])
        is_of = regex.search(r" (?:de |d'|en )", named)
        words = words if is_of else [_masculine(word) for word in words]
        return RoleMention(Span(start, more.end()), (" ".join((named, *words)),), is_weak or not role)
    if role and (more := _OF.match(text, stop)):
        return RoleMention(Span(start, more.end()), (f"{role} {_printed(view, more)}",), is_weak)
    return RoleMention(Span(start, stop), (str(role),), is_weak) if role else None


def _child(node: _Node, word: str) -> _Node:
    child = node.get(word) if word else None
    return child if isinstance(child, dict) else {}


def _specialties(text: str, tokens: list[_Token], index: int, doctor: _Node) -> Iterator[tuple[int, str]]:
    """« médecins psychiatre et généraliste »: the doctors that a plural heads, and where each ends."""
    at = index
    while at < len(tokens):
        gap = text[tokens[at - 1][1] : tokens[at][0]]
        role = _child(doctor, tokens[at][2]).get("")
        if at > index and gap == " " and tokens[at][2] in ("et", "ou"):
            at += 1
            continue
        if role is None or gap not in (" ", ", ", "/", " / "):
            break
        yield tokens[at][1], str(role)
        at += 1


def _printed(view: View, m: regex.Match[str]) -> str:
    words = unicodedata.normalize("NFC", view.quote(Span(*m.span()))).lower().replace("\u2019", "'")
    return " ".join(regex.sub(r"[-\u00ad\u2010]\s*\n\s*|[·•(][\p{L})]+", "", words).split())
