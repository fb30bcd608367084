"""What is a heading, and what number and title it carries."""
