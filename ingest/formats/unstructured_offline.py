"""Makes unstructured usable without a network: import this before any of its partitioners."""

import os
from functools import cache

# Read by unstructured when it is imported, which is why this stands at module level.
os.environ.setdefault("DO_NOT_TRACK", "1")  # it calls home at import otherwise
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("UNSTRUCTURED_DISABLE_NOTICE", "1")  # an advertisement on each call


@cache
def use_blank_language_model() -> None:
    """Puts an empty spaCy pipeline where unstructured would download one.

    Its labels ("Title", "NarrativeText") are not used, so neither is the tagger behind them; text
    and order of the elements are the same.
    """
    # Imported here: seconds and hundreds of megabytes that only a reading worker needs.
    import spacy  # noqa: PLC0415
    from unstructured.nlp import tokenize  # noqa: PLC0415

    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    tokenize._load_spacy_model = lambda: blank
