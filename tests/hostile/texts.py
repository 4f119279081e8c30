"""Texts that mean something to what reads them: a spreadsheet, a calendar, a browser, a terminal, a database."""

from __future__ import annotations

from unicodedata import category

__all__ = ["HOSTILE", "LONG", "ONE_LINE", "ORDERS"]

HOSTILE: dict[str, str] = {
    # a spreadsheet
    "formula": '=HYPERLINK("http://example.invalid";"A")',
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1;1)",
    "wide": "\uff1d1+1",
    "spaced": " \u200b=1+1",
    "tab": "\t=1+1",
    "cell": 'a";=1+1;"',
    # a calendar
    "event": "a\r\nBEGIN:VEVENT\r\nSUMMARY:b",
    "property": "a;b,c:d",
    "end": "a\\nb\\Nc\\",
    # a page
    "script": "</script><script>alert(1)</script>",
    "comment": "<!-- a",
    "attribute": "\" onmouseover='alert(1)' x=\"",
    "image": "'><img src=x onerror=alert(1)>",
    "entity": "&lt;b&gt; &#60;i&#62;",
    "separator": "a\u2028b\u2029c",
    # Markdown
    "link": "[a](javascript:alert(1)) ![b](http://example.invalid/c.png)",
    "cells": "a | b | c",
    "fence": "```\na\n```",
    "marks": "# *a* _b_ ~c~ `d` <e@example.invalid>",
    # a terminal
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "address": "\x1b]8;;http://example.invalid\x1b\\a\x1b]8;;\x1b\\",
    "eight-bit": "\x9b31mred",
    "overwritten": "good\rbad\x08\x7f",
    "markup": "[bold red]a[/] [link=http://example.invalid]b[/link]",
    "unbalanced": "[/a] \\[b",
    "turned": "\u202egpj.exe\u202c \u2066a\u2069",
    # a database
    "identifier": '"; DROP TABLE kept; --',
    "literal": "'); DROP TABLE kept; --",
    # a template, a log
    "template": "{0.__class__} {number} %s ${7*7} {{7*7}}",
    "record": 'a\n{"level": "error"}',
    # an encoding
    "emoji": "\U0001f600 é \u4e2d",
    "half": "a\ud83d",
    "nothing": "\0",
    "noncharacter": "a\uffff",
}
"""One text or two for each thing that reads what we write, by what it is to it."""

ONE_LINE = {
    name: text
    for name, text in HOSTILE.items()
    if not any(category(char) in ("Cc", "Cn", "Cs", "Zl", "Zp") for char in text)
}
"""Those that a number, a holder or a reference may be: the others are refused where they come in."""

ORDERS = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""What a terminal obeys, or what turns a line; a tab and a line end are none."""

LONG = "a" * 10_000_000
"""A name of ten megabytes."""
