"""A drawing read back: SVG or a page as a tree, which only what is well formed becomes."""

from typing import Any
from xml.etree.ElementTree import Element, XMLPullParser


def tree(text: str) -> Element:
    """The root; raises ``ParseError`` when the text is not well formed."""
    parser: XMLPullParser[Any] = XMLPullParser(["start"])
    parser.feed(text)
    parser.close()
    first: Any = next(iter(parser.read_events()))
    root: Element = first[1]
    return root
