"""The person to write to."""

from collections.abc import Iterator

import regex

from extractors.pattern import Match, Pattern, Row


def _contact(m: Match) -> Iterator[Row]:
    name = regex.sub(r"^[ÀA] ", "", m.printed(m.at("name")).strip(" -,:")) if "name" in m else None
    email = "".join(m.printed(m.at("email")).split()).rstrip(".,;") if "email" in m else None
    yield m.row("contacts", None, m.at("email") if "email" in m else None, name=name, email=email)


PATTERNS = (
    Pattern(
        name="contact",
        regex=r"""
            \b(?:votre\ |vos\ )?(?:contacts?(?![\w.@+-])|renseignements|personne\ a\ contacter|responsable|a\ qui\ s'adresser\ ?\?|qui\ contacter\ ?\?|pour\ nous\ joindre|interlocut(?:eur|rice)|referent(?:e)?|correspondant(?:e)?|coordination|ecri(?:vez|re)(?:-nous)?(?:\ a)?|s'adressera?\ a)(?:\ (?:du\ site|local|sur\ place|site))?(?:(?&is)|\ est\ |\ ?[:-]?\ ?)
            (?:(?:m\.|mme|monsieur|madame)\ )?
            (?<name>(?-i:\p{Lu})[\p{L}'.-]*+(?:\ (?:(?:de|du|des|le|la|von|van)\ |d')*(?!(?:tel|mel|e-?mail|mail|courriel|messagerie|standard|siege|port|fax|mobile|adresse)\b)(?-i:\p{Lu})[\p{L}'.-]*+(?![\d@])){1,4})
            (?:[^\n@]{0,80}?(?<email>[^\s@:,;()<>|]+@[^\s:;()<>|]+))?
          | (?<name>(?-i:\p{Lu}\p{Ll})[\p{L}'.-]*+(?:\ (?:(?:de|du|des|le|la|von|van)\ |d')*(?-i:\p{Lu})[\p{L}'.-]*+(?![\d@])){1,3})(?:\ ?[,:(|-]?\ ?|[^\n@.0-2]{0,60}?\ (?:est|a|:|ecrit\ a|ecrire\ a)\ )(?<email>[^\s@:,;()<>|]+@[^\s:;()<>|]+)
          | \b(?:contacts?|e-?mail|courriel|mel|mail|messagerie|ecrire\ a)(?![\w.@+-])\ ?[:-]?\ ?(?<email>[^\s@:,;()<>|]+@[^\s:;()<>|]+)
          | (?<![\w.+-])(?<email>[^\s@:,;()<>|]+@[^\s:;()<>|]+)
        """,
        read=_contact,
        examples={
            "Bruno Torregrossa, bt.1chezsoi@gmail.com": ["Contact : Bruno Torregrossa\nbt.1chezsoi@gmail.com", "Contact : Bruno Torregrossa – bt.1chezsoi@gmail.com",
                                                        "Pour nous joindre : Bruno Torregrossa (bt.1chezsoi@gmail.com)"],
        },
        never=["Contact :"],
    ),
)  # fmt: skip
