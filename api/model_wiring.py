"""Builds what drafts with a language model from its settings; a part of ``wiring``."""

from answering.drafting.model.generator import ModelDrafting
from answering.drafting.model.messages import ModelProvider
from answering.drafting.model.prompt import load_prompt
from answering.drafting.model.settings import check_generation, read_api_key
from answering.drafting.model.supply.budget import Budget, Prices
from answering.drafting.model.supply.supplier import ModelSupplier
from domain.settings import GenerationSettings, Settings

BUDGET_FILE = "model_budget.sqlite"


def drafting_from(settings: Settings) -> ModelDrafting | None:
    """What drafts with a model; None where no provider is named.

    Raises:
        SettingsError: the settings of the model are not whole, or contradict one another.
    """
    generation = settings.generation
    if generation.provider == "none":
        return None
    check_generation(settings)
    return ModelDrafting(
        ModelSupplier(
            _model_provider(generation),
            generation,
            budget=Budget(
                settings.data_dir / BUDGET_FILE,
                tokens_per_day=generation.tokens_per_day,
                cost_per_day=generation.cost_per_day,
                prices=Prices(generation.input_price, generation.output_price),
            ),
        ),
        prompt=load_prompt(generation.prompt),
        maximum_statements=settings.answering.maximum_sentences,
    )


def _model_provider(generation: GenerationSettings) -> ModelProvider:
    key = read_api_key(generation)
    # LlamaIndex and a provider's SDK take seconds to import: only who chose them waits.
    if generation.provider == "openai-compatible":
        from answering.drafting.model.providers.openai_like import openai_like_provider  # noqa: PLC0415  # see above

        return openai_like_provider(generation, api_key=key)
    from answering.drafting.model.providers.anthropic import anthropic_provider  # noqa: PLC0415  # see above

    return anthropic_provider(generation, api_key=key or "")
