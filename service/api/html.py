"""HTML: plain pages without scripts and without anything from elsewhere."""

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType

from fastapi import Response

from matcher.vocabulary import Language

STYLE_PATH = "/style.css"
STYLE = """\
:root { color-scheme: light dark; --line: #8886; --soft: #8882; }
* { box-sizing: border-box; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 60rem; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { margin: 1.8rem 0 .4rem; font-size: 1.05rem; }
a { color: LinkText; text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 3px solid; outline-offset: 2px; }
code, pre { font: .9em/1.5 ui-monospace, monospace; }
pre { background: var(--soft); padding: .8rem; overflow-x: auto; border-radius: .4rem; }
code { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; }
th, td { border-bottom: 1px solid var(--line); }
.scroll { overflow-x: auto; }
.method { font-weight: 700; }
.two { display: grid; gap: 0 2.5rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); }
"""

_NOTHING: Mapping[str, str] = MappingProxyType({})


def page(title: str, body: Iterable[str], *, lang: Language) -> Response:
    """A whole page; the title is escaped here, the body by who wrote it."""
    text = "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{lang.value}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f'<link rel="stylesheet" href="{STYLE_PATH}">',
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
        )
    )
    headers = {"Cache-Control": "no-cache", "Content-Language": lang.value}
    return Response(text, headers=headers, media_type="text/html; charset=utf-8")


def element(name: str, content: str, *, having: Mapping[str, str] = _NOTHING) -> str:
    """``<name having>content</name>``; the content is escaped."""
    return f"<{name}{_attributes(having)}>{escape(content)}</{name}>"


def around(name: str, parts: Iterable[str], *, having: Mapping[str, str] = _NOTHING) -> str:
    """``<name having>parts</name>``, of parts that are HTML already."""
    return f"<{name}{_attributes(having)}>{''.join(parts)}</{name}>"


def link(text: str, href: str) -> str:
    """A link."""
    return element("a", text, having={"href": href})


def table(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; headers are text, cells are HTML already."""
    head = around("tr", (element("th", header, having={"scope": "col"}) for header in headers))
    body = (around("tr", (around("td", [cell]) for cell in row)) for row in rows)
    whole = around("table", [around("thead", [head]), around("tbody", body)])
    return around("div", [whole], having={"class": "scroll"})


def _attributes(having: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in having.items())
