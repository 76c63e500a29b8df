"""Which letters beyond ASCII a language uses, the most frequent first: what tells one 8-bit encoding from another.

Languages go by their ISO 639 codes; da stands for Norwegian as well, hr for Slovene.
"""

from __future__ import annotations

from typing import Final

#: Languages written without Latin letters: every letter of a word is in the list.
WHOLE: Final[dict[str, str]] = {
    "uk": "оаинвіертслкумдпзяьбгйчхцшжїюєщфґ’",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "be": "анаіеорстлкывудмпяьзгбцўчйхшжэюёф",
    "bg": "аиоетнрсвлкдпмзуъгбячйжшхцщюфьѝ",
    "sr": "аиоенрјтсвукмдплзгбчшцжћђњхљфџ",
    "el": "αοιετσνηυρπκμλςωόίέάδγήχύθφβώξζψϊϋ",
}

#: Languages in Latin letters: what they have besides a to z.
MARKED: Final[dict[str, str]] = {
    "de": "üäößé",
    "fr": "éèàêçùôîâûëïœ",
    "es": "óíáéñúü¿¡ºª",
    "pt": "ãçáéóíêõâúàôº",
    "it": "èàìùòé",
    "sv": "äåöé",
    "da": "øåæé",
    "is": "áðíéöóúæþý",
    "pl": "łęąóżśćńź",
    "cs": "íáěéýřčžšůúďťňó",
    "sk": "áíéčýžšúľťňôďäóĺŕ",
    "hr": "čšžćđ",
    "hu": "éáöóőüíúű",
    "ro": "ăîșțâşţ",
    "tr": "ıüşğçöİâ",
    "lt": "ėšųįžąčūę",
    "lv": "āīšēūļņģžčķ",
    "et": "äõüöšž",
}

#: Letters of plain ASCII that such a language has in foreign words only.
ABSENT: Final[dict[str, str]] = {
    "pl": "qvx",
    "cs": "qwx",
    "sk": "qwx",
    "hr": "qwxy",
    "hu": "qwx",
    "ro": "kqwy",
    "tr": "qwx",
    "lt": "qwx",
    "lv": "qwxy",
    "et": "cqwxyz",
    "es": "kw",
    "pt": "kwy",
    "it": "jkwxy",
    "da": "qwz",
    "sv": "qwz",
    "fr": "kw",
    "is": "cqwz",
}

#: Signs that belong to any language's tables.
SIGNS: Final = "\u00a0\u202f°²³£€–—‘’“”„«»…•§©®µμ·½¼¾±×÷№™‰†‡¹"
