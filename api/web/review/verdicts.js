// The verdicts in the order of their keys, and the reasons that are offered.

export const WHOLE = "whole";

const CITATION = [
  { code: "supports", label: "Supports", reason: "The cited words say this." },
  { code: "partly", label: "Partly" },
  { code: "does_not_support", label: "Does not support" },
  { code: "wrong_version", label: "Wrong version" },
  { code: "cannot_tell", label: "Cannot tell" },
];
const OF_ANSWER = [
  { code: "right", label: "Right", reason: "It answers the question, and its citations hold." },
  { code: "incomplete", label: "Incomplete" },
  { code: "wrong", label: "Wrong" },
  { code: "should_have_refused", label: "Should have refused" },
];
const OF_REFUSAL = [
  { code: "right", label: "Right to refuse", reason: "No policy in the list answers the question." },
  { code: "incomplete", label: "Incomplete" },
  { code: "wrong", label: "Wrong: a policy answers" },
];

/** What may be said at a place; the key of each is its place in the list, from 1. */
export function choicesFor(place, response) {
  if (place !== WHOLE) return CITATION;
  return response.kind === "refusal" ? OF_REFUSAL : OF_ANSWER;
}

/** The mark after a choice: a reason of one's own stays, one that was offered goes with its code. */
export function choose(choices, mark, code) {
  const offered = choices.map((choice) => choice.reason).filter(Boolean);
  const own = mark.reason && !offered.includes(mark.reason) ? mark.reason : "";
  const chosen = choices.find((choice) => choice.code === code);
  return { code, reason: own || chosen.reason || "" };
}

export function isWhole(mark) {
  return Boolean(mark?.code && mark.reason.trim());
}
