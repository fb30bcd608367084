// An answer as sentences with numbered citations, or a refusal with what to do next.

import { longDate, make, sectionTrail, standingOf } from "./elements.js";

const REFUSAL_HEADINGS = {
  no_evidence: "Nothing you may read covers this",
  not_answered_by_policy: "Not answered by policy",
  conflicting_policies: "Two policies say different things",
  out_of_scope: "Outside what the policies cover",
  unsafe_request: "This request was not carried out",
  temporarily_unavailable: "Not available at the moment",
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
    inConflict
      ? sides(response.sentences, cited, onCite)
      : make("div", {}, ...response.sentences.map((each) => sentenceBlock(each, cited, onCite))),
    response.note ? make("p", { class: "note" }, response.note) : null,
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

function sentenceBlock(sentence, cited, onCite) {
  const marks = sentence.citations.map((citation) => {
    const { number } = cited.get(keyOf(citation));
    const label = `Source ${number}: ${citation.title}, ${placeOf(citation)}`;
    return make("button", {
      type: "button", class: "cite", "aria-label": label, title: label, "data-source": number,
      onclick: (event) => onCite(citation, event.currentTarget),
    }, String(number));
  });
  const sources = make("span", { class: "cites" }, ...marks);
  return make("p", { class: "sentence" }, sentence.text, "\u00a0", sources);
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
      standingOf(citation)
        ? make("span", { class: "superseded" }, standingOf(citation))
        : null,
      make("q", {}, citation.quote)))));
  return make("section", { class: "sources", "aria-labelledby": "sources-heading" },
    make("h3", { id: "sources-heading" }, "Sources"),
    make("ol", {}, ...items));
}
