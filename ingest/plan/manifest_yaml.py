"""A manifest's YAML to plain values, within bounds: no file, however made, takes long or much."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

MAXIMUM_BYTES = 8 * 1024**2  # some 25,000 documents
MAXIMUM_VALUES = 1_000_000  # with what aliases and merge keys repeat; ten to twenty a document
_HALF_A_PAIR = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}")
_ADVICE = "Write each entry out, or split the folder into several with a manifest each."


class ManifestTooLarge(ValueError):
    """It is larger than any manifest needs to be, or says that something is there many times."""


def load_manifest_yaml(path: Path) -> object:
    """The file's content.

    Raises:
        ManifestTooLarge: it is too large, or expands to too much.
        OSError: it cannot be read.
        ValueError, RecursionError, yaml.YAMLError: it is not YAML, or a date in it is invalid.
    """
    if path.stat().st_size > MAXIMUM_BYTES:
        raise ManifestTooLarge(f"it is larger than {MAXIMUM_BYTES // 1024**2} MiB. {_ADVICE}")
    # The parser would refuse the whole file; so the entry is refused, by its name.
    text = _HALF_A_PAIR.sub(r"\\uFFFF", path.read_text(encoding="utf-8-sig"))
    content = yaml.load(text, Loader=_Loader)
    _require_bounded(content)
    return content


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # untyped base
    """Refuses a key given twice: YAML keeps the last one, and labels would be lost unseen."""

    def __init__(self, stream: str) -> None:
        """Starts with nothing merged yet."""
        super().__init__(stream)
        self._merged = 0

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping; raises where a key stands twice."""
        counts = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        for key, count in counts.items():
            if count > 1:
                problem = f"the key {key!r} is given twice"
                raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge keys take in what they name; each may double what the one before it took in."""
        super().flatten_mapping(node)
        self._merged += len(node.value)
        if self._merged > MAXIMUM_VALUES:
            raise ManifestTooLarge(f"its merge keys (<<) repeat too much. {_ADVICE}")


def _require_bounded(content: object) -> None:
    """Counts what an alias repeats as often as it stands there."""
    count = 0
    waiting: list[Iterable[object]] = [(content,)]
    while waiting:
        for value in waiting.pop():
            count += 1
            if count > MAXIMUM_VALUES:
                raise ManifestTooLarge(f"it holds more than {MAXIMUM_VALUES:,} values. {_ADVICE}")
            if isinstance(value, dict):
                waiting += [value.keys(), value.values()]
            elif isinstance(value, list | set | tuple):
                waiting.append(value)
