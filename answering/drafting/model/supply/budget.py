"""What a principal may spend on the model in a day: tokens, and money at the prices set.

Kept in a SQLite file, so that a restart gives nobody a second budget and two processes on one data
folder share it. A request is charged with its most likely cost before it is sent, and corrected
when the provider has counted. Principals are kept as hashes, for a day.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from answering.drafting.model.messages import Unavailable
from domain.errors import SettingsError
from domain.private_files import private_file

# Tokenizers give English policies some 4.5 characters a token; a lower figure overestimates.
CHARACTERS_PER_TOKEN = 3.5
PER_TOKENS = 1_000  # what a price is for
BUSY_SECONDS = 2.0

_TABLE = """CREATE TABLE IF NOT EXISTS spent (
    day TEXT NOT NULL, principal TEXT NOT NULL, tokens INTEGER NOT NULL, cost REAL NOT NULL,
    PRIMARY KEY (day, principal)) WITHOUT ROWID"""
_ADD = """INSERT INTO spent VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET tokens = max(0, tokens + excluded.tokens), cost = max(0, cost + excluded.cost)"""


def today_utc() -> date:
    """The day that budgets are counted by."""
    return datetime.now(UTC).date()


def estimate_tokens(characters: int) -> int:
    """An upper guess at the tokens of so many characters of English."""
    return round(characters / CHARACTERS_PER_TOKEN) + 1


@dataclass(frozen=True, slots=True)
class Prices:
    """Per 1,000 tokens, in one currency."""

    input: float = 0.0
    output: float = 0.0

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """What so many tokens cost."""
        return (self.input * input_tokens + self.output * output_tokens) / PER_TOKENS


@dataclass(frozen=True, slots=True)
class Charge:
    """What a request was charged with; ``Budget.settle`` corrects it."""

    day: str
    principal: str
    tokens: int
    cost: float


class Budget:
    """Daily limits per principal. Safe for threads and processes; no limits: nothing is kept."""

    def __init__(
        self,
        path: Path | None,
        *,
        tokens_per_day: int | None,
        cost_per_day: float | None,
        prices: Prices,
        today: Callable[[], date] = today_utc,
    ) -> None:
        """``path`` None keeps it in memory. The file is opened at the first charge."""
        self.prices = prices
        self._path = path
        self._tokens_per_day = tokens_per_day
        self._cost_per_day = cost_per_day
        self._today = today
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def charge(self, subject: str, *, input_tokens: int, output_tokens: int) -> Charge | None:
        """Charges a request before it is sent; None where there is no limit.

        Raises:
            Unavailable: it would go over the day's budget, or the account cannot be kept.
        """
        if self._tokens_per_day is None and self._cost_per_day is None:
            return None
        tokens = input_tokens + output_tokens
        cost = self.prices.cost(input_tokens, output_tokens)
        principal = hashlib.sha256(subject.encode()).hexdigest()
        charge = Charge(self._today().isoformat(), principal, tokens, cost)
        with self._lock:
            try:
                allowed = self._add_within_limits(charge)
            except (sqlite3.Error, OSError, SettingsError):
                # Nobody can say what was spent, so nothing is.
                raise Unavailable("budget account unavailable") from None
        if not allowed:
            raise Unavailable("over budget")
        return charge

    def settle(self, charge: Charge | None, *, input_tokens: int, output_tokens: int) -> None:
        """Corrects a charge to what the provider counted; 0 and 0 takes it back."""
        if charge is None:
            return
        tokens = input_tokens + output_tokens - charge.tokens
        cost = self.prices.cost(input_tokens, output_tokens) - charge.cost
        with self._lock:
            try:
                connection = self._open()
                with connection:
                    connection.execute(_ADD, (charge.day, charge.principal, tokens, cost))
            except (sqlite3.Error, OSError, SettingsError):
                return  # the estimate stands, which is the higher one as a rule

    def close(self) -> None:
        """Releases the file; a second call does nothing."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _add_within_limits(self, charge: Charge) -> bool:
        connection = self._open()
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM spent WHERE day < ?", (charge.day,))
            row = connection.execute(
                "SELECT tokens, cost FROM spent WHERE day = ? AND principal = ?",
                (charge.day, charge.principal),
            ).fetchone()
            tokens, cost = row or (0, 0.0)
            most_tokens, most_cost = self._tokens_per_day, self._cost_per_day
            over_tokens = most_tokens is not None and tokens + charge.tokens > most_tokens
            if over_tokens or (most_cost is not None and cost + charge.cost > most_cost):
                return False
            new = (charge.day, charge.principal, charge.tokens, charge.cost)
            connection.execute(_ADD, new)
        return True

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            path = private_file(self._path) if self._path else ":memory:"
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
            self._connection.execute(_TABLE)
        return self._connection
