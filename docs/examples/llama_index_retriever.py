"""Entitled passages in a LlamaIndex pipeline: retrieve, rerank, read where each one stands.

    .venv/bin/python docs/examples/llama_index_retriever.py "Who approves gifts?" [GROUP…]

Run it from the repository after ``make run``, with the server stopped.
"""

import sys
from datetime import date

from rich import print

from api.configuration import read_settings
from api.wiring import open_stores
from domain.entitlement import scope_of
from domain.types import Principal
from retrieval.llama_index_adapters import EntitledRetriever, RerankerPostprocessor
from retrieval.pipeline import HybridRetriever
from retrieval.rerank_late_interaction import LateInteractionReranker


def main(question: str, groups: list[str]) -> None:
    """Prints the three best passages that members of ``groups`` may read today."""
    settings = read_settings()
    stores = open_stores(settings)
    retriever = HybridRetriever(
        index=stores.index,
        embedder=stores.embedder,
        sparse_encoder=stores.sparse_encoder,
        reranker=None,
        settings=settings.retrieval,
    )
    # In a service the principal comes from authentication, never from an argument.
    principal = Principal(subject="example", groups=frozenset(groups))
    entitled = EntitledRetriever(retriever, scope=scope_of(principal, as_of=date.today()))
    best_three = RerankerPostprocessor(LateInteractionReranker(stores.embedder), top_n=3)

    nodes = best_three.postprocess_nodes(entitled.retrieve(question), query_str=question)
    for node in nodes:
        place = node.node.metadata
        print(place["document_id"], place["version"], place["section"], f"page {place['page']}")
        print(f"  {node.node.get_content()}\n")
    stores.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or ["compliance"])
