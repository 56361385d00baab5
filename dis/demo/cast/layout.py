"""What the plain structure of a document text means: headings, lists, tables and paragraphs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One piece of a text; lines for a paragraph or list, rows for a table."""

    kind: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(body: str) -> list[Block]:
    """The text as headings, paragraphs, lists and tables, in order."""
    found: list[Block] = []
    group: list[str] = []
    kind = "paragraph"
    for line in [*body.splitlines(), ""]:
        line_kind = _kind(line)
        if group and line_kind != kind:
            found.append(_block(kind, group))
            group = []
        kind = line_kind
        if line_kind == "heading":
            found.append(Block("heading", (line.removeprefix("## "),)))
        elif line_kind != "gap":
            group.append(line)
    return found


def _kind(line: str) -> str:
    if not line.strip():
        return "gap"
    if line.startswith("## "):
        return "heading"
    if line.startswith("- "):
        return "list"
    return "table" if " | " in line or line.endswith(" |") else "paragraph"


def _block(kind: str, group: list[str]) -> Block:
    if kind == "table":
        rows = [tuple(cell.strip() for cell in line.split("|")) for line in group]
        width = max(len(row) for row in rows)
        return Block(kind, rows=tuple(row + ("",) * (width - len(row)) for row in rows))
    return Block(kind, tuple(line.removeprefix("- ") for line in group))


def plain_text(body: str) -> str:
    """The text as a plain-text record system would print it, tables in columns."""
    return "\n\n".join(_plain(block) for block in blocks(body)).replace(":\n\n- ", ":\n- ")


def _plain(block: Block) -> str:
    if block.kind == "heading":
        return block.lines[0].upper()
    if block.kind == "list":
        return "\n".join(f"- {line}" for line in block.lines)
    if block.kind == "table":
        widths = [max(len(cell) for cell in column) for column in zip(*block.rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in block.rows
        )
    return "\n".join(block.lines)
