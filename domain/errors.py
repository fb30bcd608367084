"""Every error that Attest raises on purpose, in one tree.

AttestError
├── SettingsError                at start-up: a setting is missing or contradicts another
├── IngestError                  recorded per document, never raised out of a run
│   ├── ManifestError            the manifest itself is unusable: raised before anything is read
│   ├── UnlabelledDocument       no access labels: rejected by name
│   ├── UnreadableDocument       broken, empty, of an unknown type, or it took too long
│   └── EncryptedDocument        needs a password
├── RetrievalError
│   ├── IndexUnavailable         retryable: owned by another process, away, or unreadable
│   └── IndexMismatch            built with other settings: ingest again
├── GenerationError
│   ├── ProviderUnavailable      retryable
│   ├── ProviderRefused
│   └── MalformedOutput
├── ReaderUnavailable            the trained reader cannot be loaded or reached
├── LedgerError                  the record of answers cannot be used as it is
│   ├── LedgerUnavailable        retryable: nothing is released, because nothing can be recorded
│   └── LedgerTampered           what is stored is not what was written
├── ReviewError
│   ├── ReviewsUnavailable       retryable: the storage of reviews or approvals cannot be used
│   ├── ReviewConflict           somebody else holds the item, or it is signed already
│   ├── ReviewIncomplete         a verdict that cannot be signed yet, or does not fit its item
│   └── ApprovalRefused          a step that the rules of approval do not allow
├── IdempotencyConflict          a key that was used for something else
├── QuestionError                the question itself cannot be taken: empty, too long
├── IdentityError                no principal could be made from the credentials
│   └── IdentityUnavailable      retryable: the issuer's keys cannot be fetched
├── Overloaded                   retryable: more is asked than can be done now
│   ├── CallerTooBusy            of this caller
│   └── ServerTooBusy            of everybody
├── Abandoned                    who asked is gone: the work stops, nothing is released or recorded
├── StorageFull                  the disk is full: a run stops, and what was stored stays
├── NotReadable                  absent or not the caller's to read: one answer for both
└── EntitlementBreach            what gate two found: never caught below the door

Not enough evidence is not an error: it is a ``Refusal`` (domain/types.py).
"""


class AttestError(Exception):
    """Base of the tree. ``message`` says what is wrong, ``advice`` what to do next.

    Both are safe to show to the caller of a command; neither ever holds a secret.
    """

    retryable = False

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class SettingsError(AttestError):
    """A setting is missing, malformed, or contradicts another."""


class IngestError(AttestError):
    """One document could not be taken in; the run goes on with the others."""


class ManifestError(IngestError):
    """The manifest is unusable as a whole, so nothing was read."""


class UnlabelledDocument(IngestError):
    """A document without access labels: nothing is readable by default."""


class UnreadableDocument(IngestError):
    """A file that is broken, empty, of an unknown type, or too slow to read."""


class EncryptedDocument(IngestError):
    """A file that needs a password."""


class RetrievalError(AttestError):
    """The index could not answer."""


class IndexUnavailable(RetrievalError):
    """The index or the catalogue cannot be read: it is in use, or its server is unreachable."""

    retryable = True


class IndexMismatch(RetrievalError):
    """The index was built with other settings than the ones in force."""


class GenerationError(AttestError):
    """A language model did not deliver."""


class ProviderUnavailable(GenerationError):
    """The provider timed out, failed, or asked to be left alone for a while."""

    retryable = True


class ProviderRefused(GenerationError):
    """The provider declined the request and would again."""


class MalformedOutput(GenerationError):
    """The provider's output does not fit the schema that was asked for."""


class ReaderUnavailable(AttestError):
    """The trained reader cannot be loaded, or a hosted one cannot be reached."""

    retryable = True


class LedgerError(AttestError):
    """The ledger cannot be used as it is: another version's, or signed with another key."""


class LedgerUnavailable(LedgerError):
    """The ledger cannot be written or read at the moment, so nothing is released."""

    retryable = True


class LedgerTampered(LedgerError):
    """What the ledger holds is not what was written to it."""


class ReviewError(AttestError):
    """A review or an approval did not go on."""


class ReviewsUnavailable(ReviewError):
    """The storage of reviews cannot be used at the moment, so nothing was saved."""

    retryable = True


class ReviewConflict(ReviewError):
    """Somebody else holds the item, or it was signed in the meantime."""


class ReviewIncomplete(ReviewError):
    """A verdict without a code or a reason, or one that does not fit its item."""


class ApprovalRefused(ReviewError):
    """A step of an approval that its rules do not allow."""


class IdempotencyConflict(AttestError):
    """An idempotency key that was used for something else, or whose answer is no longer to give."""


class QuestionError(AttestError):
    """The question itself cannot be taken."""


class IdentityError(AttestError):
    """The credentials do not make a principal. The message never repeats the token."""


class IdentityUnavailable(IdentityError):
    """The issuer's keys cannot be had, so no token can be checked."""

    retryable = True


class Overloaded(AttestError):
    """More is asked at one time than can be done; nothing was begun."""

    retryable = True


class CallerTooBusy(Overloaded):
    """One caller has too many requests under way."""


class ServerTooBusy(Overloaded):
    """Everybody together has too many requests under way."""


class Abandoned(AttestError):
    """Nobody waits for the answer any more: the caller went away, or its time is over."""


class StorageFull(AttestError):
    """The disk is full, or nearly; what was stored before is whole."""


class NotReadable(AttestError):
    """Absent, or not the caller's to read: the two are never told apart."""


class EntitlementBreach(AttestError):
    """Something outside the caller's scope reached the second gate."""
