// Saves each mark as it is made. What the server has not taken yet outlives a reload.

import { Unreachable, putJson } from "/web/shared/api.js";

// Typing is sent at most so often; a mark that is chosen by a key is sent at once.
const TYPING_PAUSE_MS = 400;
const LONGEST_WAIT_MS = 10_000;
const PASSING = [0, 429, 502, 503, 504];

export class Saver extends EventTarget {
  #reviewer;
  #waiting = new Map(); // "item place" -> { itemId, place, mark }
  #timer = null;
  #sending = null;
  #failures = 0;

  /** `reviewer` keeps one person's unsent marks from being sent as another's. */
  constructor(reviewer) {
    super();
    this.#reviewer = reviewer;
    for (const each of this.#kept()) this.#waiting.set(keyOf(each), each);
    if (this.#waiting.size) this.#later(0);
  }

  /** What is not saved yet of an item: place -> mark. */
  unsaved(itemId) {
    const own = [...this.#waiting.values()].filter((each) => each.itemId === itemId);
    return Object.fromEntries(own.map(({ place, mark }) => [place, mark]));
  }

  put(itemId, place, mark, { isTyping = false } = {}) {
    const entry = { itemId, place, mark };
    this.#waiting.set(keyOf(entry), entry);
    this.#keep();
    this.#tell("saving");
    this.#later(isTyping ? TYPING_PAUSE_MS : 0);
  }

  /** Resolves once everything is saved; throws what stands in the way. */
  async flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#waiting.size || this.#sending) await (this.#sending ?? this.#sendAll(true));
  }

  #later(wait) {
    if (this.#timer !== null && wait > 0) return; // it is due already
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#sending ??= this.#sendAll(false);
    }, wait);
  }

  #sendAll(throwing) {
    const sending = this.#sendEach(throwing).finally(() => {
      if (this.#sending === sending) this.#sending = null;
    });
    this.#sending = sending;
    return sending;
  }

  async #sendEach(throwing) {
    while (this.#waiting.size) {
      const [key, entry] = this.#waiting.entries().next().value;
      try {
        const { revision } = await putJson(
          `/v1/reviews/${entry.itemId}/marks`, { place: entry.place, ...entry.mark });
        this.#failures = 0;
        // It may have been changed while it was under way.
        if (this.#waiting.get(key) === entry) this.#waiting.delete(key);
        this.#keep();
        this.#tell(this.#waiting.size ? "saving" : "saved", { ...entry, revision });
      } catch (problem) {
        if (!this.#failed(key, problem) || throwing) throw problem;
        return;
      }
    }
  }

  /** True where it is tried again by itself. */
  #failed(key, problem) {
    const passes = problem instanceof Unreachable || PASSING.includes(problem.status);
    const { itemId } = this.#waiting.get(key);
    if (passes || problem.status === 401) {
      this.#failures += 1;
      this.#later(Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.#failures));
    } else {
      this.#waiting.delete(key); // the item is gone or another's: it can never be saved
      this.#keep();
    }
    this.#tell("unsaved", { itemId, problem, passes });
    return passes || problem.status === 401;
  }

  get #place() {
    return `attest-review-unsaved-${this.#reviewer}`;
  }

  #kept() {
    return JSON.parse(sessionStorage.getItem(this.#place) ?? "[]");
  }

  #keep() {
    if (this.#waiting.size) {
      sessionStorage.setItem(this.#place, JSON.stringify([...this.#waiting.values()]));
    } else sessionStorage.removeItem(this.#place);
  }

  #tell(state, detail = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, ...detail } }));
  }
}

const keyOf = ({ itemId, place }) => `${itemId} ${place}`;
