// An answer as plain text with its citations, for a mail or a file note.

import { longDate } from "../shared/elements.js";
import { numbered, keyOf, pageOf, sectionOf } from "./citations.js";

/** The whole answer; `address` is the permalink. */
export function answerAsText(response, address) {
  const cited = numbered(response.sentences);
  const lines = [response.question, `Policies in force on ${longDate(response.as_of)}`, ""];
  if (response.short_answer) lines.push(response.short_answer.text, "");
  if (response.kind === "refusal") lines.push(response.message, "");
  for (const sentence of response.sentences) {
    const marks = sentence.citations.map((each) => `[${cited.get(keyOf(each)).number}]`);
    lines.push(`“${sentence.text}” ${marks.join("")}`);
  }
  if (cited.size) lines.push("");
  for (const { number, citation } of cited.values()) lines.push(`[${number}] ${sourceLine(citation)}`);
  lines.push("", `On record: ${address}`);
  return lines.join("\n");
}

/** One quote and where it stands. */
export function quoteAsText(citation) {
  return `“${citation.quote}”\n${sourceLine(citation)}`;
}

function sourceLine(citation) {
  const place = [sectionOf(citation), pageOf(citation)].filter(Boolean).join(", ");
  return `${citation.title} (${citation.document_id}, version ${citation.version}), ${place}`
    .replaceAll("\u00a0", " ");
}
