"""The ledger's tables through time: run by ``ledger.schema`` when a ledger is opened."""
