// A quote as it is read: its words with those that answer marked, or a row of a table as a table.

import { make } from "../shared/elements.js";
import { answeringRuns } from "./citations.js";

// A row is stored as "Head: cell; Head: cell." A longer head is a sentence with a colon in it.
const LONGEST_HEAD_WORDS = 14;
const LEAST_COLUMNS = 2;

/** The element to show for a citation's quote; `question` says which column was asked for. */
export function quoteText(citation, question) {
  const table = rowOf(citation);
  return table ? drawnRow(table, question) : make("blockquote", {}, ...runElements(answeringRuns(citation)));
}

function runElements(runs) {
  return runs.map((run) => (run.answers ? make("mark", {}, run.text) : run.text));
}

/** [{head, runs}] of a quote that is one row; null of any other text. */
export function rowOf(citation) {
  const cells = [{ head: "", runs: [] }];
  // The runs are cut at "; " and each cell's head at its first ": ", so that marks survive.
  for (const run of answeringRuns(citation)) {
    run.text.split(/;\s+/).forEach((text, place) => {
      if (place) cells.push({ head: "", runs: [] });
      if (text) cells.at(-1).runs.push({ ...run, text });
    });
  }
  const row = cells.map(withHead);
  const named = row.filter((cell) => cell.head).length;
  const isRow = named >= LEAST_COLUMNS && row.every((cell, place) => cell.head || place === 0);
  return isRow ? row.map(withoutStop) : null;
}

function withHead(cell) {
  const whole = cell.runs.map((run) => run.text).join("");
  const colon = whole.search(/:\s/);
  const head = colon > 0 ? whole.slice(0, colon).trim() : "";
  if (!head || head.split(/\s+/).length > LONGEST_HEAD_WORDS) return cell;
  let left = colon + 1;
  const runs = [];
  for (const run of cell.runs) {
    const kept = run.text.slice(Math.min(left, run.text.length));
    left -= Math.min(left, run.text.length);
    if (kept) runs.push({ ...run, text: runs.length ? kept : kept.trimStart() });
  }
  return { head, runs: runs.filter((run) => run.text) };
}

/** The sentence's full stop is none of the last cell's. */
function withoutStop(cell, place, row) {
  if (place < row.length - 1 || !cell.runs.length) return cell;
  const last = cell.runs.at(-1);
  return { ...cell, runs: [...cell.runs.slice(0, -1), { ...last, text: last.text.replace(/\.$/, "") }] };
}

function drawnRow(row, question) {
  const asked = askedColumns(row, question);
  const heads = row.map((cell, place) => (cell.head ? make("th", {
    scope: "col", class: asked.has(place) ? "asked-for" : null,
  }, cell.head) : make("td", {})));
  const cells = row.map((cell, place) => (place === 0
    ? make("th", { scope: "row" }, ...runElements(cell.runs))
    : make("td", { class: asked.has(place) ? "asked-for" : null }, ...runElements(cell.runs))));
  return make("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": "A row of a table" },
    make("table", {}, make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, make("tr", {}, ...cells))));
}

/** The columns whose words answer; without such marks those whose heads the question names. */
function askedColumns(row, question) {
  const marked = row.flatMap((cell, place) => (cell.runs.some((run) => run.answers) ? [place] : []));
  if (marked.length) return new Set(marked);
  const asked = new Set(stems(question));
  const shared = row.map((cell, place) => (place === 0 ? 0
    : stems(cell.head).filter((word) => asked.has(word)).length));
  const most = Math.max(...shared);
  return new Set(most ? shared.flatMap((count, place) => (count === most ? [place] : [])) : []);
}

function stems(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu)?.map((word) => word.replace(/s$/, "")) ?? [];
}
