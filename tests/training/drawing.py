"""A drawing read back: SVG or a page as a tree, which only what is well formed becomes."""

from xml.etree.ElementTree import Element, XMLPullParser


def tree(text: str) -> Element:
    """The root; raises ``ParseError`` when the text is not well formed."""
    parser = XMLPullParser(["start"])
    parser.feed(text)
    parser.close()
    found = [element for _, element in parser.read_events() if isinstance(element, Element)]
    return found[0]
