"""The tables as code sees them; ``migrations`` make them. A test compares the two.

Moments are UTC as ISO 8601 text with microseconds and Z, so that they sort as text. People are the
ledger's pseudonyms.
"""

import sqlalchemy as sa

metadata = sa.MetaData()

items = sa.Table(
    "review_items",
    metadata,
    sa.Column("item_id", sa.String(64), primary_key=True),
    # What the item came from; equal origins make one item however often they are read.
    sa.Column("origin", sa.String(200), nullable=False, unique=True),
    sa.Column("answer_id", sa.String(64), nullable=False, index=True),
    sa.Column("is_open", sa.Boolean, nullable=False, index=True),
    sa.Column("opened_at", sa.String(32), nullable=False),
    sa.Column("closed_at", sa.String(32), nullable=True),
    sa.Column("whys", sa.Text, nullable=False),  # JSON
    sa.Column("excluded", sa.Text, nullable=False),  # JSON: who may not review it
    sa.Column("places", sa.Text, nullable=False),  # JSON: what a reviewer must be able to read
    sa.Column("outcome", sa.String(32), nullable=True),
    sa.Column("seed", sa.Text, nullable=True),  # JSON of a Seed
    sa.Column("holder", sa.String(255), nullable=True),
    sa.Column("held_until", sa.String(32), nullable=True),
)
drafts = sa.Table(
    "review_drafts",
    metadata,
    sa.Column("item_id", sa.String(64), primary_key=True),
    sa.Column("reviewer", sa.String(255), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("marks", sa.Text, nullable=False),  # JSON: place -> Mark
    sa.Column("saved_at", sa.String(32), nullable=False),
)
verdicts = sa.Table(
    "review_verdicts",
    metadata,
    sa.Column("item_id", sa.String(64), primary_key=True),
    sa.Column("seat", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("reviewer", sa.String(255), nullable=False),
    sa.Column("act_id", sa.String(64), nullable=False, unique=True),
    sa.Column("verdict", sa.Text, nullable=False),  # JSON
    sa.Column("signed_at", sa.String(32), nullable=False),
    sa.UniqueConstraint("item_id", "reviewer", name="review_verdicts_one_each"),
)
# Which answers cite which version: read when another version comes into force.
citations = sa.Table(
    "review_citations",
    metadata,
    sa.Column("answer_id", sa.String(64), primary_key=True),
    sa.Column("document_id", sa.String(255), primary_key=True),
    sa.Column("cited_version", sa.String(255), nullable=False),
    # The newest version that still had the cited words.
    sa.Column("seen_version", sa.String(255), nullable=False, index=True),
)
# One row: up to which record the ledger was read.
cursor = sa.Table(
    "review_cursor",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)
approvals = sa.Table(
    "approvals",
    metadata,
    sa.Column("approval_id", sa.String(64), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("stands", sa.Text, nullable=False),  # JSON of a Standing
)
# What each step led to, by the caller's key: a step that is sent twice is done once.
approval_steps = sa.Table(
    "approval_steps",
    metadata,
    sa.Column("approval_id", sa.String(64), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("step_key", sa.String(200), nullable=False),
    sa.Column("step", sa.Text, nullable=False),  # JSON
    sa.Column("stands", sa.Text, nullable=False),  # JSON: what it led to
    sa.Column("done_at", sa.String(32), nullable=False),
    sa.UniqueConstraint("approval_id", "step_key", name="approval_steps_once"),
)
