"""Checks an export of an Attest ledger with Python and the `cryptography` package alone.

    python check_export.py FOLDER [--public-key FILE] [--expect-head SEQUENCE:SHA256]

Keep this file and the public key from the day you received them, and the head of each export.
Exit codes: 0 sound, 1 not. It is on purpose no part of Attest, and imports nothing of it.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def require(holds, problem):
    if not holds:
        raise ValueError(problem)


def lines_of(file):
    *lines, rest = file.read_bytes().split(b"\n")
    require(rest == b"", f"{file.name} ends in the middle of a line")
    return lines


def signed(line, purpose, key):
    def canonical(value):
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

    statement = json.loads(line)
    require(canonical(statement) == line, "a signed statement was written anew")
    signature = bytes.fromhex(statement["signature"])
    require(signature.hex() == statement.pop("signature"), "a signature was written anew")
    key.verify(signature, purpose + b"\n" + canonical(statement))
    return statement["sequence"], statement["record_sha256"], statement


def check(folder, key, expected):
    chain = ["0" * 64]  # the hash of each record at its sequence
    for line in lines_of(folder / "records.jsonl"):
        record = json.loads(line)
        require(record["sequence"] == len(chain), f"record {len(chain)} is not in its place")
        require(record["previous_sha256"] == chain[-1], f"record {len(chain)} does not follow")
        chain.append(hashlib.sha256(line).hexdigest())
    checkpoints = lines_of(folder / "checkpoints.jsonl")
    for number, line in enumerate(checkpoints, start=1):
        sequence, sha256, statement = signed(line, b"attest-ledger-checkpoint-1", key)
        require(statement["number"] == number, f"checkpoint {number} is not in its place")
        require(chain[sequence] == sha256, f"checkpoint {number} signed another record")
    (line,) = lines_of(folder / "head.json")
    sequence, sha256, statement = signed(line, b"attest-ledger-head-1", key)
    require((sequence, sha256) == (len(chain) - 1, chain[-1]), "the end is not the signed one")
    require(statement["checkpoints"] == len(checkpoints), "a checkpoint is missing or was added")
    if expected:
        sequence, _, sha256 = expected.partition(":")
        require(chain[int(sequence)] == sha256, "the head you noted is not in this chain")
    return f"{len(chain) - 1}:{chain[-1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--public-key", type=Path, help="Default: the one inside the export.")
    parser.add_argument("--expect-head", help="SEQUENCE:SHA256 of an earlier check.")
    given = parser.parse_args()
    try:
        pem = (given.public_key or given.folder / "public-key.pem").read_bytes()
        head = check(given.folder, load_pem_public_key(pem), given.expect_head)
    except InvalidSignature:
        sys.exit("NOT SOUND: something was not signed with this key")
    except (OSError, LookupError, TypeError, AttributeError, ValueError) as error:
        sys.exit(f"NOT SOUND: {error}")
    sys.stdout.write(f"sound; head {head}\n")


if __name__ == "__main__":
    main()
