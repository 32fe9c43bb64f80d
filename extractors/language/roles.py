"""Roles of a team in a text: inflected, abbreviated, inclusive; their names are masculine singular."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import regex

from extractors.language.spelling import rows
from extractors.source.document import Span
from extractors.view.view import View

_FEMININE = {
    "teur": ("trice", "teuse"),
    "eur": ("euse", "eure"),
    "er": ("ere", "ère"),
    "if": ("ive",),
    "el": ("elle",),
    "al": ("ale", "aux", "au"),
    "ef": ("effe",),
    "en": ("enne",),
    "on": ("onne",),
    "tre": ("tresse",),
    "ein": ("eine",),
    "é": ("ée",),
    "nt": ("nte",),
}
"""Endings of masculine words, and what they become."""
_ENDING = r"(?:e|es|ne|nes|fe|fes|[tr]?rices?|i?eres?|res?|s?ses?|s|x|ves?|les?|ales?|euses?|esses?)"
_WORD = regex.compile(r"\p{L}+'?")
_NEXT = regex.compile(r"(?<and> ?/ ?| (?:et|ou) |, )?[ -]?(?<word>\p{L}+'?)")
_INCLUSIVE = regex.compile(rf"(?:(?:[·•./-]| ?\(){_ENDING}\b\)?s?){{1,3}}(?!\p{{L}})", regex.IGNORECASE)
_LONGEST = 150
"""Characters of a role."""
_MARKS = (" ", "(", "·", "•", ".", "/", "-")
_SAME = regex.compile(r" ?/ ?| (?:et|ou) | \(")


def words_of(name: str) -> list[str]:
    """The words of a class of the list about teams."""
    return [row["form"] or "" for row in rows("team.csv") if row["class"] == name]


_ENDINGS = r"iques?|ifs?|ives?|elles?|els?|ales?|al|aux|aires?|ien(?:ne)?s?|logues?|atres?"


@cache
def _quality() -> regex.Pattern[str]:
    return regex.compile(
        rf"[ -](?!quelle|telle|aupres)(?:\p{{Ll}}{{3,}}(?:{_ENDINGS})|\L<words>e?s?)(?![\p{{L}}'-])",
        words=words_of("QUALITY"),
    )


_END = r"(?= ?(?:[,;.:()\n\d]|- |et |$))"


@cache
def _of() -> regex.Pattern[str]:
    return regex.compile(rf" d(?:'|e )(?!\L<stop>\b)\p{{Ll}}{{4,}}{_END}", stop=words_of("NO_COMPLEMENT"))


@cache
def _complement() -> regex.Pattern[str]:
    return regex.compile(
        r" (?!\L<stop>\b)(?:(?:d'|de |en )(?!\L<stop>\b)\p{Ll}{3,}"
        rf"(?:[ -](?!quelle|telle|aupres)\p{{Ll}}{{3,}}(?:{_ENDINGS})(?![\p{{L}}'-]))?|\p{{Ll}}{{4,}}{_END})",
        stop=words_of("NO_COMPLEMENT"),
    )


_LINKED = regex.compile(r" (?:de |d'|en )")
_BROKEN = regex.compile(r"[-\u00ad\u2010]\s*\n\s*|[·•(][\p{L})]+")
"""A word broken at a line's end, the endings of inclusive writing."""


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A role named at `span` of the view; « médecins psychiatre et généraliste » is one mention of two roles.

    A weak one is a role only in a team: « gardien », « responsable », an agent of whatever sort.
    """

    span: Span
    roles: tuple[str, ...]
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """`words` has the list's word for each inflected one, `heads` those that begin a role.

    `roles` is what a phrase of them is called, `begun` how phrases begin; after a word of `opened` any
    complement makes a role; `weak` words are roles in a team.
    """

    words: dict[str, str]
    heads: dict[str, str]
    roles: dict[str, str]
    begun: frozenset[str]
    opened: dict[str, str]
    weak: dict[str, str]


@cache
def _lexicon() -> _Lexicon:
    words: dict[str, str] = {}
    kinds: dict[str, dict[str, str]] = {"": {}, "*": {}, "?": {}}
    listed = [(row["form"] or "", row["role"] or "") for row in rows("roles.csv")]
    printed = {word for form, _ in listed for word in _WORD.findall(form)}
    for word in sorted(printed, key=lambda word: (len(word), word)):
        for form in (word,) if word.isupper() else _inflected(words.get(word, word)):
            words.setdefault(form, words.get(word, word))
    for form, role in listed:
        phrase = " ".join(words[word] for word in _WORD.findall(form))
        kinds[form[-1] if form[-1] in "*?" else ""][phrase] = role
    phrases = [phrase.split() for kind in kinds.values() for phrase in kind]
    begun = frozenset(" ".join(phrase[:n]) for phrase in phrases for n in range(1, len(phrase) + 1))
    heads = {form: word for form, word in words.items() if word in begun}
    return _Lexicon(words, heads, kinds[""], begun, kinds["*"], kinds["?"])


@cache
def role_names() -> frozenset[str]:
    """Every role of the list, as it is called."""
    return frozenset(row["role"] or "" for row in rows("roles.csv"))


def _inflected(word: str) -> list[str]:
    pairs = ((end, new) for end, forms in _FEMININE.items() if word.endswith(end) for new in forms)
    stems = (word.removesuffix(end) + new for end, new in pairs)
    return [form for stem in (word, word + "e", *stems) for form in (stem, stem + "s")]


def _masculine(word: str) -> str:
    word = word.rstrip("s")
    pairs = ((end, new) for end, forms in _FEMININE.items() for new in forms if word.endswith(new))
    return next((word.removesuffix(new) + end for end, new in pairs), word)


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
    heads, text = _lexicon().heads, view.text
    found: list[RoleMention] = []
    past = 0
    for m in _WORD.finditer(text):
        head = heads.get(m[0]) or heads.get(m[0].lower())
        if head is None or m.start() < past or (mention := _role_at(view, m, head)) is None:
            continue
        past = mention.span.end
        last = found[-1] if found else None
        if last and last.roles == mention.roles and _SAME.fullmatch(text, last.span.end, m.start()):
            found[-1] = RoleMention(Span(last.span.start, past), last.roles, last.is_weak)
        else:
            found.append(mention)
    return found


def _end(text: str, m: regex.Match[str]) -> int:
    """Where a word ends, with the endings of inclusive writing: « infirmier-e-s »."""
    more = _INCLUSIVE.match(text, m.end()) if text[m.end() : m.end() + 1] in _MARKS else None
    return more.end() if more else m.end()


def _role_at(view: View, first: regex.Match[str], head: str) -> RoleMention | None:
    """The longest role that starts with a word of the list."""
    lexicon, text, start = _lexicon(), view.text, first.start()
    role, opened = lexicon.roles.get(head) or lexicon.weak.get(head), lexicon.opened.get(head)
    is_weak = head not in lexicon.roles
    parts: list[str] = []
    phrase = last = head
    stop = end = _end(text, first)
    while end - start < _LONGEST and (m := _NEXT.match(text, end)):
        word = lexicon.words.get(m["word"]) or lexicon.words.get(m["word"].lower(), "")
        longer = f"{phrase}{(m['and'] or '').rstrip()} {word}"
        if m["and"] and word == last:  # travailleuses et travailleurs sociaux
            end = _end(text, m)
        elif m["and"] and parts and (part := lexicon.roles.get(f"{head} {word}")):
            parts.append(part)  # médecins psychiatre et généraliste
            stop = end = _end(text, m)
        elif longer in lexicon.begun:
            phrase, last, end = longer, word, _end(text, m)
            if phrase in lexicon.roles:
                role, is_weak, opened, stop = lexicon.roles[phrase], False, None, end
                parts = [role] if phrase == f"{head} {word}" and first[0][-1] in "sS" else []
        else:
            break
    if len(parts) > 1:
        return RoleMention(Span(start, stop), tuple(parts))
    if opened and "é" in opened and "é" not in view.quote(Span(start, stop)).lower():
        opened = None  # « charges comprises »
    name = role or opened
    if opened and (more := _complement().match(text, stop)):
        name, is_weak = opened, True
    else:
        more = _quality().match(text, stop) or (_of().match(text, stop) if role else None)
    if name and more:
        words, stop = _printed(view, more), more.end()
        is_adjective = more.re is _quality() and not _LINKED.search(name)
        name = " ".join((name, *map(_masculine, words.split()))) if is_adjective else f"{name} {words}"
    elif role is None:
        return None
    return RoleMention(Span(start, stop), (name or "",), is_weak or role is None)


def _printed(view: View, m: regex.Match[str]) -> str:
    words = unicodedata.normalize("NFC", view.quote(Span(*m.span()))).lower().replace("\u2019", "'")
    return " ".join(_BROKEN.sub("", words).split())
