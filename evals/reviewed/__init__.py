"""What reviewers signed, as labelled cases."""
