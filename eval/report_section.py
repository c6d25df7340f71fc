"""The part of a Markdown file that a command writes, between two marks that name the command."""

from collections.abc import Sequence
from pathlib import Path

from eval.errors import EvalError

_BEGIN = "<!-- What follows is written by {command}. -->"
_END = "<!-- What is above is written by {command}. -->"


def write_section(path: Path, command: str, lines: Sequence[str]) -> None:
    """Put the lines into a Markdown file, between the marks of `command`, in place of what is there.

    A file that does not exist is made.

    Raises:
        EvalError: the file has no such place, or cannot be read or written.
    """
    begin, end = _BEGIN.format(command=command), _END.format(command=command)
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else f"{begin}\n{end}\n"
        before, opened, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not opened or not closed:
            raise EvalError(
                "{file} has no place for the report. Add these two lines where it belongs: {begin} {end}",
                file=str(path),
                begin=begin,
                end=end,
            )
        path.write_text(f"{before}{begin}\n\n" + "\n".join(lines) + f"\n\n{end}{after}", encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(
            "The report cannot be written into {file} ({reason}). Name another file.",
            file=str(path),
            reason=getattr(error, "strerror", None) or str(error),
        ) from error
