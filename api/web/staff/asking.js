// One question on its way: wait for the index, ask, tell the steps, stop.

import { answerTo } from "../answer/stream.js";
import { stepList, stepWords } from "../answer/steps.js";
import { problemOf, send, Unreachable } from "../shared/api.js";

const READY_EVERY_MILLISECONDS = 1_500;

/**
 * The answer or refusal to `asked` ({question, as_of, …, follow_up}), under an idempotency `key`.
 * `frame` shows the steps, `status` says them; aborting `controller` stops it.
 */
export async function askInSight(asked, { key, frame, status, controller }) {
  const show = (step) => {
    if (controller.signal.aborted) return;
    frame.replaceChildren(stepList(step, () => controller.abort()));
    status.textContent = stepWords(step);
  };
  const { signal } = controller;
  try {
    show("searching");
    await untilReady(show, signal);
    const body = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
    return await answerTo({
      key,
      send: (headers) => send("POST", "/v1/answers", { body, signal, headers }),
      onStep: show,
      problemOf,
      isUnreachable: (error) => error instanceof Unreachable,
    });
  } finally {
    frame.replaceChildren();
    status.textContent = "";
  }
}

/** A server that has just begun loads its index; a question sent now would wait unexplained. */
async function untilReady(show, signal) {
  for (;;) {
    const response = await fetch("/readyz", { signal, credentials: "omit" }).catch((error) => {
      if (error.name === "AbortError") throw error;
      return null; // the question itself says that there is no connection
    });
    if (response === null || response.status !== 503) return;
    const { parts } = await response.json().catch(() => ({ parts: {} }));
    if (parts?.embedder !== false) return; // something else is wrong: the answer says what
    show("loading");
    await new Promise((resolve) => { setTimeout(resolve, READY_EVERY_MILLISECONDS); });
    signal.throwIfAborted();
  }
}
