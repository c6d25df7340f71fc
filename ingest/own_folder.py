"""The corpus folder that a person's own files and fetched texts go into."""

from pathlib import Path

from ingest.errors import IngestError
from settings import OWN_CORPUS, ROOT, Settings


def own_folder(settings: Settings, named: Path | None) -> Path:
    """Return the folder that is named, else the last of the settings that is not the project's own.

    Raises:
        IngestError: the folder is the project's own corpus.
    """
    others = [folder for folder in settings.corpora if not _is_projects(folder)]
    folder = named or (others[-1] if others else OWN_CORPUS)
    if _is_projects(folder):
        raise IngestError(
            "{folder} is the project's own corpus, which an update would overwrite. Name a folder of your "
            "own with --into.",
            folder=str(folder),
        )
    return folder


def _is_projects(folder: Path) -> bool:
    return folder.resolve().is_relative_to(ROOT / "corpus")
