"""One adapter a provider, each over its own SDK; nothing else imports an SDK."""
