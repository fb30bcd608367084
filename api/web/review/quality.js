// For the head of review: do two people agree, and are known errors caught? No names.

import { getJson } from "/web/shared/api.js";
import { make } from "/web/shared/elements.js";
import "/web/shared/sign-in.js";

const figures = document.getElementById("figures");
const NAMES = {
  sampled: "Sample", refusal_of_topic: "Refusal of a topic", high_impact: "High impact",
  disputed: "Disputed", text_changed: "Cited words changed",
  right: "Right", incomplete: "Incomplete", wrong: "Wrong",
  should_have_refused: "Should have refused", unsettled: "Reviewers differed",
  figure_changed: "A figure was changed", citation_swapped: "The source was swapped",
};

const percent = (share) => `${Math.round(100 * share)} %`;

function card(heading, figure, ...lines) {
  return make("section", { class: "card" },
    make("h2", { class: "label" }, heading),
    make("p", { class: "figure" }, figure),
    ...lines.map((line) => make("p", { class: "told" }, line)));
}

function agreement(heading, found) {
  if (!found.pairs) return card(heading, "–", "No two verdicts on one item yet.");
  return card(heading,
    found.kappa === null ? "–" : found.kappa.toFixed(2),
    `Cohen's kappa over ${found.pairs} pairs; ${found.equal} of them equal.`,
    found.kappa === null ? "It needs two pairs at least, and more than one verdict." : "1 is full agreement, 0 what chance alone would give.");
}

function rate(heading, found) {
  if (!found.of) return card(heading, "–", "No seeded error has been judged yet.");
  return card(heading, percent(found.count / found.of),
    `${found.count} of ${found.of} seeded errors were caught.`,
    `95 % interval: ${percent(found.low)} to ${percent(found.high)}.`);
}

function table(caption, counts) {
  const rows = Object.entries(counts).map(([name, count]) => make("tr", {},
    make("th", { scope: "row" }, NAMES[name] ?? name), make("td", {}, String(count))));
  if (!rows.length) rows.push(make("tr", {}, make("td", { colspan: "2" }, "None")));
  return make("table", {}, make("caption", { class: "label" }, caption), make("tbody", {}, ...rows));
}

function show(found) {
  const kinds = Object.entries(found.catch_rate_by_kind).map(
    ([kind, { count, of }]) => [kind, `${count} of ${of} caught`]);
  figures.replaceChildren(
    make("div", { class: "cards" },
      rate("Catch rate", found.catch_rate),
      agreement("Agreement on the whole", found.whole),
      agreement("Agreement on citations", found.citations),
      card("Queue", String(found.open_items),
        `open; ${found.closed_items} closed.`, `${found.thirds} went to a third reviewer.`)),
    make("div", { class: "tables" },
      table("Open, by reason", found.open_by_reason),
      table("Closed, by outcome", found.outcomes),
      table("Seeded errors, by kind", Object.fromEntries(kinds))));
}

let signedIn = 0; // the newest person's figures win

document.addEventListener("attest-signing-in", () => {
  signedIn += 1;
  figures.replaceChildren();
});
document.addEventListener("attest-signed-in", async () => {
  const turn = signedIn;
  try {
    const found = await getJson("/v1/reviews/quality");
    if (turn === signedIn) show(found);
  } catch (problem) {
    if (turn !== signedIn) return;
    const why = problem.status === 404 ? "This page is for the head of review." : problem.message;
    figures.replaceChildren(make("p", { class: "problem", role: "alert" }, why));
  }
});
