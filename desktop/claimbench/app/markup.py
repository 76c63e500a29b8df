"""Plain text on its way into XML and HTML: nothing of it is ever read as markup."""

from __future__ import annotations

import html
import re

#: What XML 1.0 (section 2.2, "Characters") does not allow, lone surrogates among them, and U+007F to U+009F, which it
#: discourages.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """The text for an element or a quoted attribute. Characters that XML forbids are left out."""
    return html.escape(_FORBIDDEN.sub("", text))
