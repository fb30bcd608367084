"""ObliQA: rulebooks as documents, and the questions asked of them."""
