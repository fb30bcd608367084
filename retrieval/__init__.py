"""Question and scope to dense and sparse candidates, fused, reranked, passages."""
