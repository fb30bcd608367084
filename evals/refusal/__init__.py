"""Questions that must be refused: ObliQA with documents left out, and CLAPNQ."""
