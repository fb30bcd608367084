"""What people say of answers: queue, verdicts, agreement; and approvals by a second person."""
