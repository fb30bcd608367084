// A question asked over the HTTP interface: steps as they come, the answer at the end.

/** Each event of a response as {name, data}; data is parsed JSON. Heartbeats are left out. */
export async function* eventsOf(response) {
  // EventSource can neither POST nor send a token.
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (held + value).split("\n\n");
    held = blocks.pop();
    for (const block of blocks) {
      const event = eventIn(block);
      if (event) yield event;
    }
  }
}

function eventIn(block) {
  let name = "";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  return name && { name, data: JSON.parse(data.join("\n")) };
}

/**
 * The answer or refusal to `body`. `send(headers)` posts it. A connection that is cut off is asked
 * again without events under the same key: it gets what was recorded, or is answered once.
 */
export async function answerTo({ send, key, onStep, problemOf, isUnreachable }) {
  try {
    const response = await send({ Accept: "text/event-stream, application/json", "Idempotency-Key": key });
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
      return await response.json();
    }
    for await (const { name, data } of eventsOf(response)) {
      if (name === "step") onStep(data.step);
      else if (name === "problem") throw problemOf(data.status, data);
      else if (name === "answer" || name === "refusal") return data;
    }
  } catch (error) {
    if (error.name === "AbortError" || (error.status !== undefined && !isUnreachable(error))) throw error;
  }
  const response = await send({ Accept: "application/json", "Idempotency-Key": key });
  return response.json();
}
