"""Evidence to claims with quotes, without a model or with one."""
