// One quote: where it stands, its words, and the source card that unfolds from it.

import { longDate, make, sectionTrail } from "../shared/elements.js";
import { pageOf, placeOf, standing } from "./citations.js";
import { quoteText } from "./quote-text.js";

/**
 * The card of a citation.
 *
 * `number`: as it is cited. `document`: its line in the list of documents, if known. `today`: ISO
 * date. `onOpen(button)`: its page is wanted. `tools`: further buttons. `details`: what to put into
 * the source card, or null for no card.
 */
export function quoteCard(citation, {
  number, document = null, question, today, onOpen, tools = [], details = null, lead = null,
}) {
  const version = document?.versions.find((each) => each.version === citation.version);
  const warning = standing(citation, version, today);
  const label = `Open source ${number}: ${citation.title}, ${pageOf(citation)}`;
  const open = make("button", {
    type: "button", class: "cite", "aria-label": label, title: label, "data-source": number,
    onclick: (event) => onOpen(event.currentTarget),
  }, make("span", { class: "cite-number", "aria-hidden": "true" }, String(number)),
  make("span", { class: "cite-words" }, "See the page"));
  return make("figure", { class: "quote", "data-quote": number },
    make("figcaption", {},
      make("span", { class: "quote-heading" },
        make("span", { class: "source-title" }, citation.title), open),
      make("span", { class: "source-place" },
        placeOf(citation, document).join(" · ")),
      warning ? make("span", { class: "warning" }, warning) : null,
      isDoubtful(citation) ? make("span", { class: "warning" }, fidelityWords(citation)) : null),
    lead, quoteText(citation, question),
    make("div", { class: "quote-tools" },
      details ? sourceCard(citation, document, version, details) : null, ...tools));
}

/** Below this share of a page's characters its stored text may differ from what it shows. */
const LEAST_FIDELITY = 0.99;

function isDoubtful(citation) {
  return typeof citation.fidelity === "number" && citation.fidelity < LEAST_FIDELITY;
}

function fidelityWords(citation) {
  const share = Math.floor(citation.fidelity * 100);
  return `Only ${share}\u00a0% of this page could be checked against its picture: read the page itself`;
}

function sourceCard(citation, document, version, { onDownload }) {
  const facts = [
    ["Document", citation.document_id],
    ["Version", citation.version],
    ["In force", inForce(version)],
    ["Entity", document?.jurisdiction],
    ["Owner", document?.owner],
    ["Classification", document?.classification],
    ["Section", sectionTrail(citation)],
    ["Page", pageOf(citation).replace("page\u00a0", "")],
    ["File’s SHA-256", citation.source_sha256],
    ["Quote’s SHA-256", citation.quote_sha256],
  ].filter(([, value]) => value);
  return make("details", { class: "source-card" },
    make("summary", {}, "Source"),
    make("dl", {}, ...facts.flatMap(([name, value]) => [
      make("dt", {}, name), make("dd", { class: name.endsWith("256") ? "hash" : null }, value)])),
    citation.source_sha256 && onDownload ? make("button", {
      type: "button", class: "plain", onclick: () => onDownload(citation, version),
    }, "Download the source file") : null);
}

function inForce(version) {
  if (!version) return "";
  const from = version.effective_from ? `from ${longDate(version.effective_from)}` : "always";
  return version.effective_to ? `${from} to ${longDate(version.effective_to)}` : from;
}
