// Citations as values: their numbers, their places in words, what of a quote answers.

import { longDate } from "../shared/elements.js";

export function keyOf(citation) {
  return JSON.stringify(
    [citation.document_id, citation.version, citation.start, citation.end]);
}

/** Each citation once, in order of first use: Map of key to {number, citation}. */
export function numbered(sentences) {
  const cited = new Map();
  for (const { citations } of sentences) {
    for (const citation of citations) {
      const key = keyOf(citation);
      if (!cited.has(key)) cited.set(key, { number: cited.size + 1, citation });
    }
  }
  return cited;
}

/** "section 4.2 Simplified due diligence"; empty where the text has no sections. */
export function sectionOf(citation) {
  const last = citation.section_path?.at(-1) ?? "";
  if (last) return `section\u00a0${last}`.replace("section\u00a0Annex", "Annex");
  return citation.section ? `section\u00a0${citation.section}` : "";
}

/** What stands between the document's title and the quote: entity, section, page. */
export function placeOf(citation, document) {
  return [document?.jurisdiction, sectionOf(citation), pageOf(citation)].filter(Boolean);
}

export function pageOf(citation) {
  // The number that is printed on the page, where the file says another than its place.
  const printed = citation.page_label;
  const differs = printed && printed !== String(citation.page);
  return differs ? `page\u00a0${printed} (${citation.page} of the file)` : `page\u00a0${citation.page}`;
}

/** What a reader must know of the cited version before trusting it; empty where nothing is. */
export function standing(citation, version, today) {
  if (citation.superseded_by) return `Superseded by version ${citation.superseded_by}`;
  const from = version?.effective_from;
  const to = version?.effective_to;
  if (from && from > today) return `Not in force before ${longDate(from)}`;
  if (version?.status === "withdrawn" || (to && to < today)) {
    return to ? `No longer in force since ${longDate(to)}` : "Withdrawn";
  }
  return "";
}

/** Runs of a quote as {text, answers}: those that answer the question, and those between. */
export function answeringRuns(citation) {
  const characters = Array.from(citation.quote); // offsets count characters, not UTF-16 units
  const spans = spansInQuote(citation, characters.length);
  const runs = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (at < start) runs.push({ text: characters.slice(at, start).join(""), answers: false });
    runs.push({ text: characters.slice(Math.max(at, start), end).join(""), answers: true });
    at = Math.max(at, end);
  }
  if (at < characters.length) runs.push({ text: characters.slice(at).join(""), answers: false });
  return runs.filter((run) => run.text);
}

/** Spans count from the version's first character, as the citation's own place does. */
function spansInQuote(citation, length) {
  const spans = citation.answers ?? [];
  const isOfVersion = spans.every(
    ({ start, end }) => citation.start <= start && end <= citation.end);
  const shift = isOfVersion ? citation.start : 0;
  return spans.map(({ start, end }) => [start - shift, end - shift])
    .filter(([start, end]) => start >= 0 && start < end && end <= length)
    .sort((one, other) => one[0] - other[0]);
}
