// An answer as sentences with numbered citations, or a refusal with what to do next.

import { longDate, make, sectionTrail } from "./elements.js";

const LEAST_FIDELITY = 0.99; // as in domain/types.py

const REFUSAL_HEADINGS = {
  no_evidence: "Nothing you may read covers this",
  not_answered_by_policy: "Not answered by policy",
  conflicting_policies: "Two policies say different things",
  out_of_scope: "Outside what the policies cover",
  unsafe_request: "This request was not carried out",
  temporarily_unavailable: "Not available at the moment",
  named_text_not_found: "There is no such text",
  ambiguous_question: "Which one do you mean?",
};

/** Fills `container`; `onCite(citation, button)` is called when a source is to be opened. */
export function showResponse(container, response, onCite) {
  const refused = response.kind === "refusal";
  const inConflict = response.code === "conflicting_policies";
  const heading = refused ? REFUSAL_HEADINGS[response.code] ?? "Not answered" : "Answer";
  const cited = numberCitations(response.sentences);
  container.className = `answer ${refused ? "refusal" : ""}`;
  container.replaceChildren(...[
    make("h2", { id: "answer-heading" }, heading),
    make("p", { class: "asked" }, response.question),
    refused ? refusalBody(response) : null,
    response.short_answer ? shortAnswer(response.short_answer, cited, onCite) : null,
    inConflict
      ? sides(response.sentences, cited, onCite)
      : make("div", {}, ...response.sentences.map((each) => sentenceBlock(each, cited, onCite))),
    response.note ? make("p", { class: "note" }, response.note) : null,
    refused || !response.unanswered_parts.length ? null : unansweredParts(response),
    response.heard ? make("p", { class: "note" }, response.heard.explanation) : null,
    refused && response.nearest.length ? nearest(response.nearest, onCite) : null,
    cited.size ? sourceList(cited, onCite) : null,
    // A refusal's own words name the day where it matters.
    make("p", { class: "as-of-note" },
      refused ? "" : `Policies in force on ${longDate(response.as_of)}. `,
      "On record as ", make("code", {}, response.answer_id), "."),
  ].filter((part) => part !== null));
  container.hidden = false;
}

function keyOf(citation) {
  return [citation.document_id, citation.version, citation.start, citation.end].join("\u0000");
}

/** Each citation once, in order of first use: its number is its place, here and in the list. */
function numberCitations(sentences) {
  const cited = new Map();
  for (const sentence of sentences) {
    for (const citation of sentence.citations) {
      const key = keyOf(citation);
      if (!cited.has(key)) cited.set(key, { number: cited.size + 1, citation });
    }
  }
  return cited;
}

function refusalBody(response) {
  const steps = response.next_steps.map((step) => make("li", {}, step));
  return make("div", { class: "refusal-body" },
    make("p", {}, response.message),
    steps.length ? make("p", { class: "steps-label" }, "What you can do") : null,
    steps.length ? make("ul", { class: "steps" }, ...steps) : null);
}

/** In a model's words, proved by the quotes below it. */
function shortAnswer(answer, cited, onCite) {
  return make("section", { class: "short-answer", "aria-label": "Short answer" },
    make("p", {}, answer.text, "\u00a0", citeMarks(answer.citations, cited, onCite)),
    make("h3", { class: "quoted-label" }, "What the policies say"));
}

function unansweredParts(response) {
  const parts = response.unanswered_parts.map((part) => make("li", {}, part));
  return make("div", { class: "note" },
    make("p", {}, "Not answered by policy:"), make("ul", {}, ...parts));
}

/** Passages that lie near to a refused question. They open like a source, and prove nothing. */
function nearest(citations, onCite) {
  const items = citations.map((citation) => make("li", {},
    make("button", {
      type: "button", class: "source-card",
      onclick: (event) => onCite(citation, event.currentTarget),
    },
    make("span", { class: "source-text" },
      make("span", { class: "source-title" }, citation.title),
      make("span", { class: "source-place" },
        `${citation.document_id} · version ${citation.version} · ${placeOf(citation)}`),
      make("q", {}, citation.quote)))));
  return make("section", { class: "sources", "aria-labelledby": "nearest-heading" },
    make("h3", { id: "nearest-heading" }, "Related, not an answer"),
    make("ul", { class: "nearest" }, ...items));
}

function sentenceBlock(sentence, cited, onCite) {
  const sources = citeMarks(sentence.citations, cited, onCite);
  return make("p", { class: "sentence" }, sentence.text, "\u00a0", sources);
}

function citeMarks(citations, cited, onCite) {
  const marks = citations.map((citation) => {
    const { number } = cited.get(keyOf(citation));
    const label = `Source ${number}: ${citation.title}, ${placeOf(citation)}`;
    return make("button", {
      type: "button", class: "cite", "aria-label": label, title: label, "data-source": number,
      onclick: (event) => onCite(citation, event.currentTarget),
    }, String(number));
  });
  return make("span", { class: "cites" }, ...marks);
}

/** Policies that disagree, next to one another, each under its own name. */
function sides(sentences, cited, onCite) {
  return make("div", { class: "sides" }, ...sentences.map((sentence) => {
    const [citation] = sentence.citations;
    return make("figure", { class: "side" },
      make("figcaption", {},
        make("span", { class: "source-title" }, citation.title),
        make("span", { class: "source-place" },
          `${citation.document_id} · version ${citation.version} · ${placeOf(citation)}`)),
      sentenceBlock(sentence, cited, onCite));
  }));
}

function placeOf(citation) {
  const section = citation.section ? `section ${citation.section}` : sectionTrail(citation);
  return [section, `page\u00a0${citation.page}`].filter(Boolean).join(", ");
}

function sourceList(cited, onCite) {
  const items = [...cited.values()].map(({ number, citation }) => make("li", {},
    make("button", {
      type: "button", class: "source-card", "data-source": number,
      onclick: (event) => onCite(citation, event.currentTarget),
    },
    make("span", { class: "number", "aria-hidden": "true" }, String(number)),
    make("span", { class: "source-text" },
      make("span", { class: "source-title" }, citation.title),
      make("span", { class: "source-place" },
        `${citation.document_id} · version ${citation.version} · ${placeOf(citation)}`),
      citation.superseded_by
        ? make("span", { class: "superseded" }, `Superseded by version ${citation.superseded_by}`)
        : null,
      citation.fidelity !== null && citation.fidelity < LEAST_FIDELITY
        ? make("span", { class: "superseded" },
          `${(100 * citation.fidelity).toFixed(1)} % of this page’s words could be read back: look at the page`)
        : null,
      make("q", {}, citation.quote)))));
  return make("section", { class: "sources", "aria-labelledby": "sources-heading" },
    make("h3", { id: "sources-heading" }, "Sources"),
    make("ol", {}, ...items));
}
