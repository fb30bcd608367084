// Two versions compared: changed paragraphs with what was taken out and put in, the rest folded.

import { make } from "../shared/elements.js";

// Unchanged paragraphs shown before and after a change, so that it can be understood.
const AROUND = 1;

/** The elements that show a comparison as the server gives it. */
export function comparisonParts({ before, after, paragraphs }) {
  const changed = paragraphs.map(({ runs }) => runs.some(({ change }) => change !== "same"));
  if (!changed.includes(true)) {
    return [make("p", {}, `What you may read of version ${before} and version ${after} is the same.`)];
  }
  const count = changed.filter(Boolean).length;
  const shown = changed.map((_, place) => changed.slice(Math.max(0, place - AROUND), place + AROUND + 1).includes(true));
  const parts = [];
  let folded = [];
  const unfold = () => {
    if (!folded.length) return;
    parts.push(make("details", { class: "folded" },
      make("summary", {}, `${folded.length} paragraph${folded.length === 1 ? "" : "s"} without a change`), ...folded));
    folded = [];
  };
  paragraphs.forEach((paragraph, place) => {
    if (shown[place]) {
      unfold();
      parts.push(drawn(paragraph, changed[place]));
    } else folded.push(drawn(paragraph, false));
  });
  unfold();
  return [make("p", { class: "quiet" },
    `${count} paragraph${count === 1 ? "" : "s"} changed. `,
    make("del", {}, `only in ${before}`), " ", make("ins", {}, `only in ${after}`)),
  make("div", { class: "compared" }, ...parts)];
}

function drawn({ runs }, isChanged) {
  return make("p", { class: isChanged ? "changed" : null }, ...runs.map(({ change, text }) => {
    if (change === "removed") return make("del", {}, text);
    if (change === "added") return make("ins", {}, text);
    return text;
  }));
}
