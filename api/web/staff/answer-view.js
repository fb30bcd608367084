// An answer or a refusal as an article: what was asked, the date, the quotes, what to do next.

import { answerAsText, quoteAsText } from "../answer/copied.js";
import { keyOf, numbered } from "../answer/citations.js";
import { quoteCard } from "../answer/quote-card.js";
import { longDate, make } from "../shared/elements.js";
import { refusalBody, REFUSAL_HEADINGS, unanswered } from "./refusal-view.js";

/**
 * The parts of the article. `context`: documents (Map by ID), today (ISO date), narrowed (words of
 * the filters, or null), and what buttons do: onCite(citation, button), onToday(), onAsk(question),
 * onRephrase(), onWithoutFilters(), onDownload(citation, version), onOpenAnswer(answerId).
 */
export function answerParts(response, context) {
  const isRefusal = response.kind === "refusal";
  const cited = numbered(response.sentences);
  return [
    make("p", { class: "kind" }, isRefusal ? "No answer" : "Answer"),
    make("h1", { id: "answer-heading", class: "asked" }, response.question),
    typedWords(response, context),
    dateBanner(response, context),
    isRefusal ? refusalBody(response, context) : null,
    response.short_answer ? shortAnswer(response, cited, context) : null,
    response.code === "conflicting_policies"
      ? make("div", { class: "sides" }, ...cards(response, cited, context))
      : make("div", { class: "quotes" }, ...cards(response, cited, context)),
    response.note ? make("p", { class: "note" }, response.note) : null,
    unanswered(response, context),
    record(response, context),
  ].filter((part) => part !== null);
}

export function headingOf(response) {
  return response.kind === "refusal" ? REFUSAL_HEADINGS[response.code] ?? "Not answered" : "Answer";
}

function typedWords(response, context) {
  if (!response.follow_up) return null;
  const { typed, follows } = response.follow_up;
  return make("p", { class: "typed" }, "You typed ", make("q", {}, typed), " after ",
    make("a", {
      href: `/a/${encodeURIComponent(follows)}`,
      onclick: (event) => context.onOpenAnswer(event, follows),
    }, "this answer"), ".");
}

function dateBanner(response, context) {
  if (response.as_of === context.today) {
    return response.heard ? make("p", { class: "date-banner", role: "note" }, response.heard.explanation) : null;
  }
  return make("p", { class: "date-banner", role: "note" },
    make("strong", {}, `In force on ${longDate(response.as_of)}`), " · ",
    response.heard ? make("span", {}, `${response.heard.explanation} · `) : null,
    make("button", { type: "button", class: "plain", onclick: context.onToday }, "back to today"));
}

function marksOf(citations, cited, context) {
  return citations.map((citation) => {
    const { number } = cited.get(keyOf(citation)) ?? {};
    if (!number) return null;
    const label = `Source ${number}: ${citation.title}`;
    return make("button", {
      type: "button", class: "mark-number", "aria-label": label, title: label, "data-source": number,
      onclick: (event) => context.onCite(citation, event.currentTarget),
    }, String(number));
  });
}

function shortAnswer(response, cited, context) {
  const { text, citations } = response.short_answer;
  return make("p", { class: "short-answer" }, text, "\u00a0", ...marksOf(citations, cited, context));
}

/** Each quote once, under the first sentence that rests on it. */
function cards(response, cited, context) {
  const shown = new Set();
  return response.sentences.flatMap((sentence) => {
    const isQuote = sentence.citations.length === 1
      && sameWords(sentence.text, sentence.citations[0].quote);
    const own = sentence.citations.filter((citation) => !shown.has(keyOf(citation)));
    own.forEach((citation) => shown.add(keyOf(citation)));
    const said = isQuote && own.length ? null : make("p", { class: "sentence" }, sentence.text,
      "\u00a0", ...marksOf(sentence.citations, cited, context));
    return [said, ...own.map((each) => card(each, response, cited, context))];
  }).filter((part) => part !== null);
}

function card(citation, response, cited, context) {
  return quoteCard(citation, {
    number: cited.get(keyOf(citation)).number,
    document: context.documents.get(citation.document_id),
    question: response.question,
    today: context.today,
    onOpen: (button) => context.onCite(citation, button),
    details: { onDownload: context.onDownload },
    tools: [copyButton("Copy the quote", () => quoteAsText(citation))],
  });
}

function sameWords(one, other) {
  const words = (text) => text.replace(/\s+/g, " ").trim();
  return words(one) === words(other);
}

function record(response, context) {
  const address = new URL(`/a/${response.answer_id}`, location.href).href;
  return make("footer", { class: "record" },
    make("p", {}, `${longDate(response.as_of) ? `Policies in force on ${longDate(response.as_of)}. ` : ""}On record as `,
      make("a", { href: address, onclick: (event) => context.onOpenAnswer(event, response.answer_id) },
        make("code", {}, response.answer_id)), "."),
    make("p", { class: "print-only" }, address),
    make("div", { class: "answer-tools" },
      copyButton("Copy with citations", () => answerAsText(response, address)),
      copyButton("Copy the link", () => address),
      make("button", { type: "button", class: "secondary", onclick: () => window.print() }, "Print")));
}

/** Says by itself whether it has copied. */
function copyButton(words, textOf) {
  const button = make("button", { type: "button", class: "secondary copy" }, words);
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(textOf()).then(() => true, () => false);
    button.textContent = done ? "Copied" : "The browser does not let this page copy";
    setTimeout(() => { button.textContent = words; }, 2_500);
  });
  return button;
}
