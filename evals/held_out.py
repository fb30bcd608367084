"""What is held out of the training of the reader, by document, so that measuring is fair.

ObliQA: a quarter of the rulebooks. Documents 16 and 31 repeat text of 15 and 30, so they are
neither trained on nor measured. Written questions about PDFs: one file in six, by its name's hash.
"""

import hashlib

OBLIQA_HELD_OUT = frozenset({3, 5, 10, 11, 15, 20, 25, 30, 35, 40})
OBLIQA_TWINS = frozenset({16, 31})
ONE_FILE_IN = 6


def is_obliqa_training(document_id: int) -> bool:
    """Whether a rulebook may be trained on."""
    return document_id not in OBLIQA_HELD_OUT | OBLIQA_TWINS


def is_obliqa_held_out(document_id: int) -> bool:
    """Whether a rulebook is kept for measuring."""
    return document_id in OBLIQA_HELD_OUT


def is_file_held_out(name: str) -> bool:
    """Whether a PDF's questions are kept for measuring; by file name, without its folder."""
    digest = hashlib.sha256(name.rsplit("/", 1)[-1].encode()).digest()
    return digest[0] % ONE_FILE_IN == 0


def is_for_measuring(document_id: str) -> bool:
    """Which half of the held-out documents is measured on; the other half calibrates."""
    return hashlib.sha256(f"half {document_id}".encode()).digest()[0] % 2 == 0
