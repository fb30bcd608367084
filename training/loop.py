"""The training loop: one thread, bfloat16 where the CPU has it, checkpoints that survive a stop."""

import itertools
import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.batches import Batch, Encoded, batches
from training.model import Heads, PairEncoder, load_weights, save_weights

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one stage is trained."""

    name: str
    learning_rate: float
    epochs: int = 1
    tokens_a_batch: int = 3_072
    warm_up: float = 0.05
    seed: int = 0
    checkpoint_seconds: float = 180.0


def train(
    model: PairEncoder,
    groups: Sequence[list[Encoded]],
    *,
    plan: Plan,
    loss_of: Callable[[Heads, Batch], Tensor],
    folder: Path,
) -> None:
    """Trains ``model`` in place; a run that was stopped goes on at its last checkpoint."""
    for parameter in model.encoder.embeddings.parameters():
        parameter.requires_grad = False  # 12 of 22 million weights: rare words stay as they were
    learnt = [each for each in model.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=plan.learning_rate, weight_decay=0.01, fused=True)
    steps = [
        (epoch, batch)
        for epoch in range(plan.epochs)
        for batch in batches(groups, tokens=plan.tokens_a_batch, seed=plan.seed + epoch)
    ]
    done = _resume(model, optimiser, folder, plan)
    started = saved = time.monotonic()
    running: list[float] = []
    model.train()
    for number, (_, batch) in itertools.islice(enumerate(steps), done, None):
        for group in optimiser.param_groups:
            group["lr"] = plan.learning_rate * _schedule(number, len(steps), plan.warm_up)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            heads = model(batch.ids, batch.mask, batch.segments)
        loss = loss_of(heads, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        running.append(loss.item())
        if number % 100 == 99:
            pace = (number + 1 - done) / (time.monotonic() - started)
            mean = sum(running[-100:]) / len(running[-100:])
            logger.info(
                "%s %d/%d loss %.4f %.2f steps/s", plan.name, number + 1, len(steps), mean, pace
            )
        if time.monotonic() - saved > plan.checkpoint_seconds:
            _checkpoint(model, optimiser, folder, plan, number + 1)
            saved = time.monotonic()
    _checkpoint(model, optimiser, folder, plan, len(steps))


def _schedule(step: int, total: int, warm_up: float) -> float:
    """Rises over the warm-up, then falls linearly to a fiftieth."""
    rising = max(1, int(total * warm_up))
    if step < rising:
        return (step + 1) / rising
    return max(0.02, 1 - (step - rising) / max(1, total - rising))


def _checkpoint(
    model: PairEncoder, optimiser: torch.optim.Optimizer, folder: Path, plan: Plan, done: int
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_weights(model, folder / f"{plan.name}.safetensors")
    torch.save(optimiser.state_dict(), folder / f"{plan.name}.optimiser.unfinished")
    (folder / f"{plan.name}.optimiser.unfinished").replace(folder / f"{plan.name}.optimiser.pt")
    (folder / f"{plan.name}.json").write_text(json.dumps({"steps_done": done}))


def _resume(model: PairEncoder, optimiser: torch.optim.Optimizer, folder: Path, plan: Plan) -> int:
    """Steps that an earlier run has done; 0 for a new one."""
    state = folder / f"{plan.name}.json"
    if not state.exists():
        return 0
    load_weights(model, folder / f"{plan.name}.safetensors")
    saved = torch.load(folder / f"{plan.name}.optimiser.pt", weights_only=True)
    optimiser.load_state_dict(saved)
    done = int(json.loads(state.read_text())["steps_done"])
    logger.info("%s goes on after %d steps", plan.name, done)
    return done
