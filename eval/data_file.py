"""Data that a command fits and the product reads, replaced in one step."""

import tempfile
from pathlib import Path


def replace_data(path: Path, text: str) -> None:
    """Put `text` in the place of what the file holds; readers see all of it or all of what was there."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
