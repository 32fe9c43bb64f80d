"""Roles of a team in a text: inflected, abbreviated, inclusive; their names are masculine singular."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import regex

from extractors.language.spelling import rows
from extractors.language.vocabulary import places_of
from extractors.source.document import Span
from extractors.view.view import View

_FEMININE = regex.findall(
    r"(\S+):(\S+)",
    "teur:trice teur:teuse eur:euse eur:eure er:ere er:ère if:ive el:elle al:ale al:aux al:au"
    " ef:effe en:enne on:onne tre:tresse ein:eine é:ée nt:nte",
)
"""Endings of masculine words, and what they become."""
_ENDING = r"(?:e|es|ne|nes|fe|fes|[tr]?rices?|i?eres?|res?|s?ses?|s|x|ves?|les?|ales?|euses?|esses?)"
_INCLUSIVE = regex.compile(rf"(?:(?:[·•./-]| ?\(){_ENDING}\b\)?s?){{1,3}}(?!\p{{L}})", regex.IGNORECASE)
_WORD = regex.compile(r"\p{L}+'?")
_NEXT = regex.compile(r"(?<and> ?/ ?| (?:et|ou) |, )?[ -]?(?<word>\p{L}+'?)")
_LONGEST, _SHORT = 150, 16
"""Characters of a role, and of an abbreviation with what joins it to one."""
_SAME = frozenset(["/", "/ ", " /", " / ", " et ", " ou ", " ("])
_ENDINGS = r"iques?|ifs?|ives?|elles?|els?|ales?|al|aux|aires?|ien(?:ne)?s?|logues?|atres?"
_END = r"(?= ?(?:[,;.:()\n\d]|- |et |$))"
_NAMED = regex.compile(r" ?\(['\" ]*(?P<short>\p{Lu}{2,6})['\" ]*\)")
_NAMING = regex.compile(r"(?r)(?<!\p{L})(?P<short>\p{Lu}{2,6}) ?(?:[(=:]|pour|signifie) ?")
"""What a text says of its abbreviations: « aide-soignante (AS) », « AS : aide-soignante »."""
_BROKEN = regex.compile(r"[-\u00ad\u2010]\s*\n\s*|[·•(][\p{L})]+")
"""A word broken at a line's end, the endings of inclusive writing."""


class RoleMention(NamedTuple):
    """A role named at `span` of the view; « médecins psychiatre et généraliste » is one mention of two roles.

    A weak one is a role only in a team: « gardien », « responsable », an agent of whatever sort; one without
    a role is an abbreviation of several.
    """

    span: Span
    roles: tuple[str, ...]
    is_weak: bool = False


class _Lexicon(NamedTuple):
    """`words` has the list's word for each inflected one, `begun` how phrases of them begin.

    `roles` is what a phrase is called; after one of `opened` any complement makes a role; those of `weak`
    are roles in a team.
    """

    words: dict[str, str]
    begun: frozenset[str]
    roles: dict[str, str]
    opened: dict[str, str]
    weak: dict[str, str]

    def word(self, printed: str) -> str:
        return self.words.get(printed) or self.words.get(printed.lower(), "")


@cache
def words_of(name: str) -> list[str]:
    """The words of a class of the list about teams."""
    return [row["form"] or "" for row in rows("team.csv") if row["class"] == name]


@cache
def _after() -> list["regex.Pattern[str]"]:
    """What may follow a role: any complement, a quality, what it is of."""
    kept = r"[ -](?!quelle|telle|aupres|\L<stop>\b)"
    quality = rf"{kept}(?:\p{{Ll}}{{3,}}(?:{_ENDINGS})|\L<words>e?s?)(?![\p{{L}}'-])"
    forms = (
        rf" (?!\L<stop>\b)(?:(?:d'|de |en )(?!\L<stop>\b)\p{{Ll}}{{3,}}(?:{quality})?|\p{{Ll}}{{4,}}{_END})",
        quality,
        rf" d(?:'|e )(?!\L<stop>\b)\p{{Ll}}{{4,}}{_END}",
    )
    stop, words = words_of("NO_COMPLEMENT"), words_of("QUALITY")
    return [regex.compile(form, stop=stop, words=words, ignore_unused=True) for form in forms]


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
        kinds[form[-1] if form[-1] in "*?" else ""][" ".join(words[w] for w in _WORD.findall(form))] = role
    phrases = [phrase.split() for kind in kinds.values() for phrase in kind]
    begun = frozenset(" ".join(phrase[:n]) for phrase in phrases for n in range(1, len(phrase) + 1))
    return _Lexicon(words, begun, *kinds.values())


@cache
def _heads() -> frozenset[str]:
    """The words that a role may begin with."""
    words, begun = _lexicon().words, _lexicon().begun
    return frozenset(form for form, word in words.items() if word in begun)


@cache
def role_names() -> frozenset[str]:
    """Every role of the list, as it is called."""
    return frozenset(row["role"] or "" for row in rows("roles.csv"))


def _inflected(word: str) -> list[str]:
    stems = [word.removesuffix(end) + new for end, new in _FEMININE if word.endswith(end)]
    return [form for stem in (word, word + "e", *stems) for form in (stem, stem + "s")]


def _masculine(word: str) -> str:
    word = word.rstrip("s")
    return next((word.removesuffix(new) + end for end, new in _FEMININE if word.endswith(new)), word)


def find_roles(view: View) -> list[RoleMention]:
    """Every role that a view names, in order, none overlapping; the longest one at each place.

    What the text itself calls a role for short is that role wherever it stands.

    >>> view = View("2 infirmier·ère·s, 3 CESF, des médecins psychiatre et généraliste, 1 agente polyvalente")
    >>> for mention in find_roles(view):
    ...     print(*mention.roles, sep=" + ")
    infirmier
    conseiller en économie sociale et familiale
    médecin psychiatre + médecin généraliste
    agent polyvalent
    """
    found = _find(view, {})
    own = _abbreviations(view, found)
    return _find(view, own) if own else found


def _find(view: View, own: Mapping[str, str]) -> list[RoleMention]:
    found: list[RoleMention] = []
    past = 0
    for start, end in places_of(view.text, _heads() | own.keys()):
        name = own.get(view.text[start:end])
        mention = RoleMention(Span(start, end), (name,)) if name else _role_at(view, start, end)
        if start < past or mention is None:
            continue
        past = mention.span.end
        joint = view.text[found[-1].span.end : start] if found else ""
        if joint in _SAME and (found[-1].roles == mention.roles or (joint == " (" and not found[-1].roles)):
            found[-1] = mention._replace(span=Span(found[-1].span.start, past))
        else:
            found.append(mention)
    return found


def _abbreviations(view: View, mentions: Sequence[RoleMention]) -> dict[str, str]:
    """What a text calls roles for short, by their letters; a short name of two roles is none."""
    told: dict[str, set[str]] = {}
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        near = (_NAMED.match(view.text, end), _NAMING.match(view.text, max(start - _SHORT, 0), start))
        initials = "".join(word[0] for word in _WORD.findall(view.text[start:end].upper()))
        for m in near if len(mention.roles) == 1 else ():
            if m and regex.fullmatch(".*?".join(m["short"]) + ".*", initials):
                told.setdefault(m["short"], set()).update(mention.roles)
    return {short: role for short, names in told.items() for role in names if len(names) == 1}


def _end(text: str, at: int) -> int:
    """Where a word ends, with the endings of inclusive writing: « infirmier-e-s »."""
    may_be = text[at : at + 1] in "(·•./-" or text[at : at + 2] == " ("
    more = _INCLUSIVE.match(text, at) if may_be else None
    return more.end() if more else at


def _role_at(view: View, start: int, end: int) -> RoleMention | None:
    """The longest role that starts with a word of the list."""
    lexicon, text = _lexicon(), view.text
    is_plural = text[end - 1] in "sS"
    phrase = last = head = lexicon.word(text[start:end])
    role, opened = lexicon.roles.get(head, lexicon.weak.get(head)), lexicon.opened.get(head)
    is_weak = head not in lexicon.roles
    parts: list[str] = []
    stop = end = _end(text, end)
    while text[end : end + 1] not in ".;:()\n" and end - start < _LONGEST and (m := _NEXT.match(text, end)):
        word, joint = lexicon.word(m["word"]), m["and"] or ""
        longer = f"{phrase}{joint.rstrip()} {word}"
        if joint and word == last:  # travailleuses et travailleurs sociaux
            end = _end(text, m.end())
        elif joint and parts and (part := lexicon.roles.get(f"{head} {word}")):
            parts.append(part)  # médecins psychiatre et généraliste
            stop = end = _end(text, m.end())
        elif longer in lexicon.begun:
            phrase, last, end = longer, word, _end(text, m.end())
            if phrase in lexicon.roles:
                role, is_weak, opened, stop = lexicon.roles[phrase], False, None, end
                parts = [role] if phrase == f"{head} {word}" and is_plural else []
        else:
            break
    if len(parts) > 1:
        return RoleMention(Span(start, stop), tuple(parts))
    if opened and "é" in opened and "é" not in view.quote(Span(start, stop)).lower():
        opened = None  # « charges comprises »
    name, more = role or opened, None
    if name and text[stop : stop + 1] in " -" and text[stop + 1 : stop + 2].islower():
        complement, quality, of = _after()
        if opened and (more := complement.match(text, stop)):
            name = f"{opened} {_printed(view, more)}"
            is_weak = True
        elif more := quality.match(text, stop):
            words = _printed(view, more)
            is_alike = not regex.search(" (?:de |d'|en )", name)
            name = " ".join((name, *map(_masculine, words.split()))) if is_alike else f"{name} {words}"
        elif role and (more := of.match(text, stop)):
            name = f"{name} {_printed(view, more)}"
    if role == "":
        return RoleMention(Span(start, stop), (), is_weak=True)
    if not name or (role is None and not more):
        return None
    return RoleMention(Span(start, more.end() if more else stop), (name,), is_weak or role is None)


def _printed(view: View, m: "regex.Match[str]") -> str:
    words = unicodedata.normalize("NFC", view.quote(Span(*m.span()))).lower().replace("\u2019", "'")
    return " ".join(_BROKEN.sub("", words).split())
