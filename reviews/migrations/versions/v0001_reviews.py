"""Queue, drafts, verdicts, which answers cite what, and approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    _make_queue()
    _make_verdicts()
    _make_approvals()


def downgrade() -> None:
    """There is no way back: verdicts are not unmade."""
    raise RuntimeError("A migration never removes the tables of reviews.")


def _make_queue() -> None:
    op.create_table(
        "review_items",
        sa.Column("item_id", sa.String(64), primary_key=True),
        sa.Column("origin", sa.String(200), nullable=False, unique=True),
        sa.Column("answer_id", sa.String(64), nullable=False, index=True),
        sa.Column("is_open", sa.Boolean, nullable=False, index=True),
        sa.Column("opened_at", sa.String(32), nullable=False),
        sa.Column("closed_at", sa.String(32), nullable=True),
        sa.Column("whys", sa.Text, nullable=False),
        sa.Column("excluded", sa.Text, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("seed", sa.Text, nullable=True),
        sa.Column("holder", sa.String(255), nullable=True),
        sa.Column("held_until", sa.String(32), nullable=True),
    )
    op.create_table(
        "review_citations",
        sa.Column("answer_id", sa.String(64), primary_key=True),
        sa.Column("document_id", sa.String(255), primary_key=True),
        sa.Column("cited_version", sa.String(255), nullable=False),
        sa.Column("seen_version", sa.String(255), nullable=False, index=True),
    )
    op.create_table(
        "review_cursor",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.CheckConstraint("one = 1", name="review_cursor_is_one_row"),
    )
    op.execute("INSERT INTO review_cursor (one, sequence) VALUES (1, 0)")


def _make_verdicts() -> None:
    op.create_table(
        "review_drafts",
        sa.Column("item_id", sa.String(64), primary_key=True),
        sa.Column("reviewer", sa.String(255), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("saved_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "review_verdicts",
        sa.Column("item_id", sa.String(64), primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reviewer", sa.String(255), nullable=False),
        sa.Column("act_id", sa.String(64), nullable=False, unique=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("signed_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("item_id", "reviewer", name="review_verdicts_one_each"),
    )


def _make_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("approval_id", sa.String(64), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("stands", sa.Text, nullable=False),
    )
    op.create_table(
        "approval_steps",
        sa.Column("approval_id", sa.String(64), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step_key", sa.String(200), nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("stands", sa.Text, nullable=False),
        sa.Column("done_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("approval_id", "step_key", name="approval_steps_once"),
    )
