"""One provider asked within limits: deadline, retries, circuit breaker, slots, budget."""
