// What is being done while a question is answered, and the button that stops it.

import { make } from "../shared/elements.js";

const STEPS = [
  ["searching", "Reading the policies"],
  ["judging", "Judging whether they answer"],
  ["drafting", "Choosing the sentences that answer"],
  ["verifying", "Checking each against its source"],
  ["recording", "Putting it on record"],
];

/** The list of steps; `at` is the one that is being done, "loading" before the first. */
export function stepList(at, onStop) {
  const now = STEPS.findIndex(([name]) => name === at);
  const items = STEPS.map(([, words], place) => make("li", {
    class: place < now ? "done" : place === now ? "now" : "to-come",
    "aria-current": place === now ? "step" : null,
  }, words));
  return make("div", { class: "working" },
    at === "loading" ? make("p", { class: "now" }, "Loading the index…") : make("ol", { class: "step-list" }, ...items),
    make("button", { type: "button", class: "secondary stop", onclick: onStop }, "Stop"));
}

/** The one line that is read out when a step begins. */
export function stepWords(at) {
  if (at === "loading") return "Loading the index…";
  return `${STEPS.find(([name]) => name === at)?.[1] ?? "Working"}…`;
}
