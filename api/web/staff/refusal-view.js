// A refusal: what was searched, what is nearest, whom to ask, how to ask again.

import { pageOf, sectionOf } from "../answer/citations.js";
import { make } from "../shared/elements.js";

export const REFUSAL_HEADINGS = {
  no_evidence: "Nothing you may read covers this",
  not_answered_by_policy: "Not answered by policy",
  conflicting_policies: "Two policies say different things",
  out_of_scope: "Outside what the policies cover",
  unsafe_request: "This request was not carried out",
  temporarily_unavailable: "Not available at the moment",
  named_text_not_found: "There is no such text",
  ambiguous_question: "This can be understood in more than one way",
};

export function refusalBody(response, context) {
  return make("div", { class: "refusal-body" },
    make("h2", {}, REFUSAL_HEADINGS[response.code] ?? "Not answered"),
    make("p", {}, response.message),
    response.not_found?.length
      ? make("p", {}, "Not found: ", make("strong", {}, response.not_found.join(", ")), ".") : null,
    context.narrowed ? make("p", {}, `Only this was searched: ${context.narrowed}.`) : null,
    nearest(response, context),
    whomToAsk(response),
    nextSteps(response, context));
}

/** Passages that are related and no answer: within what the reader may see. */
function nearest(response, context) {
  const passages = response.nearest ?? [];
  if (!passages.length) return null;
  return make("section", { class: "nearest" },
    make("h3", {}, "Nearest passages: related, not an answer"),
    make("ol", {}, ...passages.map((passage) => make("li", {},
      make("button", {
        type: "button", class: "nearest-passage", "data-source": `near-${passages.indexOf(passage)}`,
        onclick: (event) => context.onCite(asCitation(passage), event.currentTarget),
      },
      make("span", { class: "source-title" }, passage.title),
      make("span", { class: "source-place" },
        [context.documents.get(passage.document_id)?.jurisdiction, sectionOf(passage), pageOf(asCitation(passage))]
          .filter(Boolean).join(" · ")),
      make("span", { class: "excerpt" }, textOf(passage)))))));
}

function textOf(passage) {
  return passage.quote ?? passage.text ?? "";
}

function asCitation(passage) {
  return { ...passage, page: passage.page ?? passage.first_page, quote: textOf(passage) };
}

function whomToAsk(response) {
  const owner = typeof response.owner === "string" ? response.owner : response.owner?.name;
  if (!owner) return null;
  return make("p", { class: "whom" }, "Ask: ", make("strong", {}, owner));
}

function nextSteps(response, context) {
  const buttons = [
    make("button", { type: "button", class: "secondary", onclick: context.onRephrase }, "Rephrase the question"),
    context.narrowed ? make("button", {
      type: "button", class: "secondary", onclick: context.onWithoutFilters,
    }, "Ask again in all policies") : null,
    response.as_of !== context.today ? make("button", {
      type: "button", class: "secondary", onclick: context.onToday,
    }, "Ask again for today") : null,
  ];
  const steps = response.next_steps ?? [];
  return make("section", { class: "next" },
    steps.length ? make("h3", {}, "What you can do") : null,
    steps.length ? make("ul", { class: "next-steps" }, ...steps.map((step) => make("li", {}, step))) : null,
    make("div", { class: "answer-tools" }, ...buttons));
}

/** The parts of a question that no policy answers, each to be asked by itself. */
export function unanswered(response, context) {
  const parts = response.unanswered_parts ?? [];
  if (!parts.length) return null;
  return make("section", { class: "unanswered" },
    make("h2", {}, response.kind === "refusal" ? "Ask each part by itself" : "Not answered by the policies"),
    make("ul", {}, ...parts.map((part) => make("li", {},
      make("span", {}, part),
      make("button", {
        type: "button", class: "plain", onclick: () => context.onAsk(part),
      }, "Ask this alone")))));
}
