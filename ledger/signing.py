"""The ledger's Ed25519 key: made at first use, kept in the data folder, never leaving it."""

import hashlib
import hmac
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from domain.errors import SettingsError
from domain.private_files import private_folder
from domain.records import Checkpoint, Head
from ledger.chain import signed_text

# Hex in upper case would be another text for the same signature, and an edit that nobody finds.
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_PSEUDONYMS = b"attest-ledger-pseudonym-1"


class SignatureChecker:
    """Checks signatures of one key; ``key_id`` is the start of the public key's hash."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        """The public half alone: it can make nothing."""
        self._key = key
        self.key_id = hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]

    @property
    def pem(self) -> str:
        """The public key as auditors keep it."""
        encoded = self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return encoded.decode()

    def is_signed(self, statement: Checkpoint | Head) -> bool:
        """Whether this key signed exactly these fields."""
        if statement.key_id != self.key_id or not _SIGNATURE.fullmatch(statement.signature):
            return False
        try:
            self._key.verify(bytes.fromhex(statement.signature), signed_text(statement))
        except InvalidSignature:
            return False
        return True


class Signer:
    """Signs heads and checkpoints, and makes pseudonyms, with one private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """One key for both: pseudonyms come from a secret that is derived from it."""
        self._key = key
        self.checker = SignatureChecker(key.public_key())
        self._pseudonym_secret = hmac.digest(key.private_bytes_raw(), _PSEUDONYMS, "sha256")

    def checkpoint(self, *, number: int, sequence: int, record_sha256: str, at: str) -> Checkpoint:
        """A signed checkpoint."""
        unsigned = Checkpoint(
            number=number, sequence=sequence, record_sha256=record_sha256, made_at=at,
            key_id=self.checker.key_id, signature="",
        )  # fmt: skip
        return unsigned.model_copy(update={"signature": self._signature(unsigned)})

    def head(self, *, sequence: int, record_sha256: str, checkpoints: int) -> Head:
        """A signed head."""
        unsigned = Head(
            sequence=sequence, record_sha256=record_sha256, checkpoints=checkpoints,
            key_id=self.checker.key_id, signature="",
        )  # fmt: skip
        return unsigned.model_copy(update={"signature": self._signature(unsigned)})

    def pseudonym(self, name: str) -> str:
        """A keyed hash of a name, 64 hex digits."""
        return hmac.digest(self._pseudonym_secret, name.encode(), "sha256").hex()

    def _signature(self, statement: Checkpoint | Head) -> str:
        return self._key.sign(signed_text(statement)).hex()


def new_signer() -> Signer:
    """A key that lives as long as the object: for ledgers in memory."""
    return Signer(Ed25519PrivateKey.generate())


def load_or_make_signer(path: Path) -> Signer:
    """The key of ``path`` (PEM, mode 0600), made where there is none; its public half beside it.

    Raises:
        SettingsError: the file holds no Ed25519 key, or others may read it.
    """
    if not path.exists():
        _put_in_place(path, Ed25519PrivateKey.generate())
    if path.stat().st_mode & 0o077:
        raise SettingsError(
            f"Other users may read the ledger's signing key {path}.", advice=f"chmod 600 {path}"
        )
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(
            f"{path} holds no Ed25519 key in PEM.",
            advice="Restore the ledger's key from a backup: no other key can sign records.",
        )
    return Signer(key)


def load_checker(path: Path) -> SignatureChecker:
    """The public key of a PEM file.

    Raises:
        SettingsError: there is no such file, or it holds no Ed25519 public key.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"The public key {path} cannot be read: {error.strerror}.",
            advice="Check the path and its permissions.",
        ) from error
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SettingsError(f"{path} holds no Ed25519 public key in PEM.")
    return SignatureChecker(key)


def public_key_path(signing_key: Path) -> Path:
    """Where the public half lies: beside the private one."""
    return signing_key.with_name("public-key.pem")


def _put_in_place(path: Path, key: Ed25519PrivateKey) -> None:
    """Of two processes that start together one key stays, and it is never there in part."""
    if not path.parent.exists():  # a folder of secrets that somebody else made stays as it is
        private_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())  # a record signed by a key that a power cut took proves nothing
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    stays = load_or_make_signer(path)
    public_key_path(path).write_text(stays.checker.pem, encoding="ascii")
