"""The data folder, taken by this process: closed to every other user of the machine."""

import logging
from pathlib import Path

from domain.private_files import close_to_others

logger = logging.getLogger("attest")


def own_data_folder(data_dir: Path) -> None:
    """Makes or closes it, and says so where it had been open.

    Raises:
        SettingsError: it is open to other users and cannot be closed.
        OSError: it cannot be made or listed.
    """
    opened = close_to_others(data_dir)
    if opened:
        logger.warning(
            "Other users of this machine could open %d files and folders in %s. They are "
            "closed now. Check who may have read them before.",
            len(opened),
            data_dir,
        )
