"""Changing single values in the text of ``case.toml``, with tomlkit, so that all the rest stays as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AoT, InlineTable, Item, KeyType, SingleKey, Table, Whitespace

from claimbench.casefile.fields import number_text
from claimbench.casefile.records import TABLES
from claimbench.casefile.renames import renamed
from claimbench.casefile.toml_places import key_names
from claimbench.casefile.tree import Given, Tree, differences, same

RECORD_TABLES = frozenset((*TABLES, "charts"))
LISTS = frozenset(("correlations",))
THOUSANDS_FROM = 10_000  # numbers from here on are written with _ between thousands


def edited_toml(text: str, old: Tree, new: Tree) -> str:
    """The text with the values of ``new`` where they differ from ``old``, which is what the text was read as."""
    has_cr = "\r\n" in text
    text = text.replace("\r\n", "\n")
    if text and not text.endswith("\n"):
        text += "\n"
    text, old = _with_new_ids(text, old, new)
    document = tomlkit.parse(text)
    for name, content in new.items():
        before = old.get(name)
        if isinstance(content, Given):
            if not same(before, content):
                _set(document, name, content)
        elif name in RECORD_TABLES:
            _edit_records(document, name, before if isinstance(before, Mapping) else {}, content)
        elif name in LISTS:
            _edit_list(document, name, before if isinstance(before, Mapping) else {}, content)
        elif content or before:
            _edit_one(document, document, name, before, content)
    written = tomlkit.dumps(document)
    return written.replace("\n", "\r\n") if has_cr else written


def _with_new_ids(text: str, old: Tree, new: Tree) -> tuple[str, Tree]:
    """The text in which records that go on under another id have it, and what this text would be read as."""
    old = dict(old)
    ids: dict[tuple[str, ...], str] = {}
    for name in (*sorted(RECORD_TABLES), "units"):
        before, after = old.get(name), new.get(name)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            back = renamed(*({id: _said(one) for id, one in tree.items()} for tree in (before, after)))
            forth = {former: id for id, former in back.items()}
            ids |= {(name, former): id for former, id in forth.items()}
            old[name] = {forth.get(id, id): one for id, one in before.items()}
    for place in reversed(key_names(text) if ids else []):
        if place.path in ids:
            text = text[: place.start] + ids[place.path] + text[place.end :]
    return text, old


def _said(content: Given | Tree) -> dict[str, Any]:
    """What a record says, by key, without what follows by itself."""
    if isinstance(content, Given):
        return {"": content.value}
    given = {key: item if isinstance(item, Given) else Given(_said(item)) for key, item in content.items()}
    return {key: item.value for key, item in given.items() if not item.implied}


def _edit_list(document: tomlkit.TOMLDocument, name: str, old: Tree, new: Tree) -> None:
    """Tables of an array of tables: one goes on in the one that has its names, or else its place."""
    olds, news = ([content for content in tree.values() if isinstance(content, Mapping)] for tree in (old, new))
    if len(olds) == len(news) and all(not any(differences(*pair)) for pair in zip(olds, news, strict=True)):
        return
    tables = document.get(name)
    if not isinstance(tables, AoT) or len(tables) != len(olds):
        if name in document:
            del document[name]
        if news:
            document.append(name, AoT([_new_table(content) for content in news]))
        return
    heads = [[tuple(_said(one).get(key) for key in ("first", "second")) for one in ones] for ones in (olds, news)]
    blocks = SequenceMatcher(None, heads[0], heads[1], autojunk=False).get_opcodes()
    for _, start, end, new_start, new_end in reversed(blocks):
        for number in range(end - start):
            if number < new_end - new_start:
                _edit_table(tables[start + number], olds[start + number], news[new_start + number])
        for number in reversed(range(start + new_end - new_start, end)):
            del tables[number]
        for number in range(end - start, new_end - new_start):
            tables.insert(start + number, _new_table(news[new_start + number]))
    if not tables:
        del document[name]


def _edit_records(document: tomlkit.TOMLDocument, name: str, old: Tree, new: Tree) -> None:
    for id in old:
        if id not in new and name in document and id in document[name]:
            _remove_table(document, name, id)
    for id, content in new.items():
        assert not isinstance(content, Given)  # below these tables there are records only
        before = old.get(id)
        parent = document.get(name)
        if before is None or not isinstance(parent, Mapping) or id not in parent:
            if not isinstance(parent, Mapping):
                document[name] = tomlkit.table(is_super_table=True)
            _append_table(document, name, id, _new_table(content))
        elif isinstance(parent[id], Table | InlineTable):
            _edit_table(parent[id], before, content)


def _edit_one(document: tomlkit.TOMLDocument, parent: Any, name: str, old: Any, new: Tree) -> None:
    if isinstance(parent.get(name), Mapping):
        _edit_table(parent[name], old or {}, new)
    else:
        _append_table(document, "", name, _new_table(new))


def _edit_table(table: Any, old: Any, new: Tree) -> None:
    for key in old:
        if key not in new and key in table:
            del table[key]
    for key, content in new.items():
        before = old.get(key)
        if isinstance(content, Given):
            # A value that is as before may have followed from others then, and not follow from them now.
            if not same(before, content) or (before.implied and not content.implied and key not in table):
                _set(table, key, content)
        elif isinstance(table.get(key), InlineTable) and not content:
            del table[key]
        elif isinstance(table.get(key), InlineTable) and list(before or ()) != list(content):
            table[key] = _inline(content)
        elif isinstance(table.get(key), Mapping):
            _edit_table(table[key], before or {}, content)
        elif content:
            _add(table, key, _inline(content))


def _set(table: Any, key: str, given: Given) -> None:
    if key in table:
        if given.implied or given.value is None:
            del table[key]
        else:
            table[key] = _item(given.value, table[key])
    elif not given.implied and given.value is not None:
        _add(table, key, _item(given.value))


def _add(table: Any, key: str, item: Item) -> None:
    """Add a key behind the last one, before the comments that lead over to what follows."""
    if isinstance(table, tomlkit.TOMLDocument):
        keys = [name for name, value in table.body if name is not None and not isinstance(value, Table | AoT)]
        if keys and len(keys) < sum(name is not None for name, _ in table.body):
            # There is no public way to a place between the keys and the comments above the first table.
            table._insert_after(keys[-1], key, item)
            return
        table.add(key, item)
    elif isinstance(table, Table) and not any(isinstance(value, Table) for _, value in table.value.body):
        tail = _cut_tail(table.value)
        table.add(key, item)
        table.value.body.extend(tail)
    else:
        table.add(_key(key), item)


def _cut_tail(container: Container) -> list[Any]:
    """Take the comments and blank lines off the end of a table."""
    tail: list[Any] = []
    while container.body and container.body[-1][0] is None:
        tail.insert(0, container.body.pop())
    return tail


def _append_table(document: tomlkit.TOMLDocument, group: str, name: str, table: Table) -> None:
    """Add a table behind the last of its group. Comments between that one and the next table, after a blank line, lead
    over to the next table, so they stay before it."""
    fragments = [value for key, value in document.body if key is not None and key.key == group]
    parent: Any = fragments[-1] if fragments else document
    before = list(_tables(parent))[-1:] if fragments else list(_tables(document))[-1:]
    container = before[0].value if before else document
    tail = _cut_tail(container) if before else []
    blank = next((n for n, (_, item) in enumerate(tail) if isinstance(item, Whitespace) and "\n" in item.s), len(tail))
    container.body.extend(tail[:blank])
    if before or (document.body and not fragments):  # tomlkit puts a blank line before a new group itself
        table.trivia.indent = "\n"
    parent.append(name, table)
    rest = tail[blank:]
    if any(not isinstance(item, Whitespace) for _, item in rest) or not _is_last(document, table):
        table.value.body.extend(rest)


def _is_last(document: tomlkit.TOMLDocument, table: Table) -> bool:
    return list(_tables(document))[-1] is table


def _remove_table(document: tomlkit.TOMLDocument, group: str, id: str) -> None:
    """Remove a table; the comments behind it lead over to the next one, so the table before it takes them."""
    parent: Any = document[group]
    table = parent[id]
    tables = list(_tables(document))
    mine = list(_tables(table)) if isinstance(table, Table) else []
    tail = _cut_tail(mine[-1].value) if mine else []
    number = next((n for n, one in enumerate(tables) if mine and one is mine[0]), 0)
    del parent[id]
    if number and any(not isinstance(item, Whitespace) for _, item in tail):
        container = tables[number - 1].value
        _cut_blank(container)
        container.body.extend(tail)


def _cut_blank(container: Container) -> None:
    while container.body and container.body[-1][0] is None and isinstance(container.body[-1][1], Whitespace):
        container.body.pop()


def _tables(item: Any) -> Iterator[Table]:
    """All tables with a head of their own, in the order of the text."""
    if isinstance(item, Table) and not item.is_super_table():
        yield item
    container = item.value if isinstance(item, Table) else item
    for _, value in container.body:
        if isinstance(value, Table):
            yield from _tables(value)


def _new_table(tree: Tree) -> Table:
    table = tomlkit.table()
    for key, content in tree.items():
        if not isinstance(content, Given):
            if content:
                table.add(key, _inline(content))
        elif not content.implied and content.value is not None:
            table.add(key, _item(content.value))
    return table


def _inline(tree: Tree) -> InlineTable:
    pairs = []
    for key, content in tree.items():
        assert isinstance(content, Given)  # tables in tables go no deeper
        pairs.append(f"{_key(key).as_string()} = {_spelt(content.value, '')}")
    table = tomlkit.value(f"{{ {', '.join(pairs)} }}")
    assert isinstance(table, InlineTable)
    return table


def _key(key: str) -> SingleKey:
    """A key, in quotes where it would look like a number or a date without."""
    return SingleKey(key, KeyType.Basic if key[:1].isdigit() else None)


def _item(value: Any, like: Any = None) -> Item:
    """A value, spelt in the manner of the one that it replaces."""
    return tomlkit.value(_spelt(value, like.as_string() if isinstance(like, Item) else ""))


def _spelt(value: Any, like: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        text = number_text(value)
        if text.lstrip("-").isdecimal():
            grouped = abs(value) >= THOUSANDS_FROM and ("_" in like or not like.lstrip("+-").isdecimal())
            text = f"{int(text):_}" if grouped else text
            text += ".0" if like.endswith(".0") else ""
        return text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value, like)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(key, '')} = {_spelt(item, '')}" for key, item in value.items()) + "}"
    return "[" + ", ".join(_spelt(item, "") for item in value) + "]"


def _quoted(text: str, like: str) -> str:
    """Text in the quotes that need the fewest escapes, over several lines if it was so before."""
    plain = all(c.isprintable() or c == "\n" for c in text) and "\\" not in text
    if plain and "\n" in text and like.startswith('"""') and '"""' not in text and not text.endswith('"'):
        return f'"""\n{text}"""'
    if plain and "\n" not in text and '"' in text and "'" not in text:
        return f"'{text}'"
    return tomlkit.item(text).as_string()
