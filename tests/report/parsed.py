"""A report as a tree: every tag must be closed where it was opened."""

from collections.abc import Iterator
from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "hr", "img", "input"}


class Element:
    """A tag with what is in it.

    Args:
        tag: Its name.
        attributes: Its attributes.
    """

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set((self.attributes.get("class") or "").split())

    @property
    def text(self) -> str:
        """All text in it, with single spaces."""
        return " ".join("".join(self._texts()).replace("\u00a0", " ").split())

    def every(self) -> Iterator["Element"]:
        """Itself and all elements in it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.every()

    def all(self, tag: str, of_class: str = "") -> list["Element"]:
        """The elements in it with a name, and a class."""
        return [
            element
            for element in self.every()
            if element.tag == tag and (not of_class or of_class in element.classes)
        ]

    def one(self, tag: str, of_class: str = "") -> "Element":
        """The only one."""
        (found,) = self.all(tag, of_class)
        return found

    def section(self, name: str) -> "Element":
        """A section of the report."""
        (found,) = [e for e in self.all("section") if e.attributes.get("id") == name]
        return found

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        element = Element(tag, dict(attrs))
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        opened = self._open.pop()
        assert opened.tag == tag, f"</{tag}> closes <{opened.tag}>"

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def finish(self) -> Element:
        assert self._open == [self.root], "something is not closed"
        return self.root


def parse(html: str) -> Element:
    """The document of an HTML text."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.finish()
