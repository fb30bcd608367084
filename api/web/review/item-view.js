// One item: its question, its claims with their verdicts, and what stands beside them.

import { longDate, make, sectionTrail, standingOf } from "/web/shared/elements.js";
import { WHOLE, choicesFor, isWhole } from "./verdicts.js";

const WHYS = {
  sampled: "Sample", refusal_of_topic: "Refusal of a topic", high_impact: "High impact",
  disputed: "Disputed", text_changed: "Cited words changed",
};

export class ItemView extends EventTarget {
  #container;
  #desk = null;
  #current = 0;
  #claims = [];

  constructor(container) {
    super();
    this.#container = container;
  }

  get place() {
    return this.#desk?.places[this.#current];
  }

  get lacking() {
    return this.#desk.places.filter((place) => !isWhole(this.#desk.marks[place])).length;
  }

  clear(...instead) {
    this.#desk = null;
    this.#claims = [];
    this.#container.replaceChildren(...instead);
  }

  show(desk) {
    this.#desk = desk;
    const { response } = desk;
    this.#claims = desk.places.map((place, number) => this.#claim(place, number));
    this.#container.replaceChildren(
      make("p", { class: "whys" }, ...desk.whys.map((why) => make("span", {}, WHYS[why] ?? why))),
      make("h1", {}, response.question),
      make("p", { class: "facts" },
        `${response.kind === "refusal" ? "Refused" : "Answered"} for policies in force on `
        + `${longDate(response.as_of)}`),
      response.kind === "refusal" ? this.#refusal(desk) : "",
      make("ol", { class: "claims" }, ...this.#claims.map((claim) => make("li", {}, claim))),
      make("div", { class: "again", "aria-live": "polite" }));
    const open = desk.places.findIndex((place) => !isWhole(desk.marks[place]));
    // All is said already: the whole is current, and the first page stands beside it.
    if (open < 0 && this.#citationAt(desk.places[0])) this.goTo(0);
    this.goTo(open < 0 ? desk.places.length - 1 : open, { isFocused: true });
  }

  /** The new answer beside the old one. */
  showAgain(response) {
    const lines = response.sentences.map((sentence) => make("li", {}, sentence.text,
      ...sentence.citations.map((citation) => this.#opener(citation))));
    this.#container.querySelector(".again")?.replaceChildren(
      make("h2", { class: "label" }, "Asked again today"),
      response.kind === "refusal" ? make("p", {}, response.message) : "",
      make("ul", {}, ...lines));
  }

  step(by) {
    if (this.#desk) this.goTo(this.#current + by, { isFocused: true });
  }

  goTo(number, { isFocused = false } = {}) {
    this.#current = Math.min(this.#claims.length - 1, Math.max(0, number));
    this.#claims.forEach((claim, at) => {
      if (at === this.#current) claim.setAttribute("aria-current", "true");
      else claim.removeAttribute("aria-current");
    });
    const claim = this.#claims[this.#current];
    if (isFocused) {
      claim.focus({ preventScroll: true });
      claim.scrollIntoView({ block: "nearest" });
    }
    const citation = this.#citationAt(this.place);
    if (citation) this.#tell("cite", { citation });
  }

  /** Draws a mark that was made here or in another window; what is being typed is left alone. */
  draw(place, mark) {
    const claim = this.#claims[this.#desk.places.indexOf(place)];
    if (!claim) return;
    for (const button of claim.querySelectorAll(".verdict")) {
      button.setAttribute("aria-pressed", String(button.dataset.code === mark.code));
    }
    const reason = claim.querySelector(".reason");
    if (reason.value !== mark.reason) reason.value = mark.reason;
    claim.classList.toggle("whole-mark", isWhole(mark));
    claim.classList.toggle("needs-reason", Boolean(mark.code) && !mark.reason.trim());
  }

  writeReason() {
    this.#claims[this.#current]?.querySelector(".reason").focus();
  }

  leaveReason() {
    this.#claims[this.#current]?.focus();
  }

  #claim(place, number) {
    const { response, marks } = this.#desk;
    const mark = marks[place] ?? { code: "", reason: "" };
    const heading = `claim-${number}`;
    const verdicts = choicesFor(place, response).map((choice, at) => make("button", {
      type: "button", class: "verdict", "data-code": choice.code,
      "aria-pressed": String(mark.code === choice.code),
      onclick: () => this.#tell("choose", { place, code: choice.code }),
    }, make("kbd", { "aria-hidden": "true" }, String(at + 1)), ` ${choice.label}`));
    const reason = make("textarea", {
      class: "reason", rows: "1", "aria-label": "Reason", placeholder: "Reason",
      oninput: (event) => this.#tell("reason", { place, reason: event.target.value }),
    });
    reason.value = mark.reason;
    const claim = make("div", {
      class: "claim", tabindex: "-1", role: "group", "aria-labelledby": heading,
      onfocusin: () => {
        if (this.#current !== number) this.goTo(number);
      },
      onclick: () => {
        if (this.#current !== number) this.goTo(number);
      },
    },
    ...this.#told(place, heading),
    make("div", { class: "verdicts", role: "group", "aria-label": "Verdict" }, ...verdicts),
    reason);
    claim.classList.toggle("whole-mark", isWhole(mark));
    return claim;
  }

  #told(place, id) {
    if (place === WHOLE) {
      const isRefusal = this.#desk.response.kind === "refusal";
      return [make("p", { id, class: "sentence all" },
        isRefusal ? "The refusal as a whole" : "The answer as a whole")];
    }
    const sentence = this.#desk.response.sentences[Number(place.split(".")[0])];
    const citation = this.#citationAt(place);
    return [
      make("p", { id, class: "sentence" }, sentence.text),
      make("p", { class: "place" },
        `${citation.title} · ${citation.document_id} · version ${citation.version} · `
        + `${sectionTrail(citation)} · page ${citation.page}`),
      // Where the page stands below the claims: a narrow window.
      make("button", { type: "button", class: "opener to-page", onclick: () => {
        this.#tell("cite", { citation });
        document.querySelector(".evidence").scrollIntoView({ block: "start" });
      } }, `See page ${citation.page}`),
      standingOf(citation) ? make("p", { class: "superseded" }, standingOf(citation)) : "",
    ];
  }

  #refusal(desk) {
    const seen = desk.looked_at.map((passage) => make("li", {},
      make("p", { class: "place" }, `${passage.title} · ${passage.section}`),
      make("p", { class: "passage" }, passage.quote), this.#opener(passage)));
    return make("div", { class: "refusal" },
      make("p", {}, desk.response.message),
      seen.length ? make("h2", { class: "label" }, "What was looked at") : "",
      make("ul", {}, ...seen));
  }

  #opener(citation) {
    return make("button", {
      type: "button", class: "opener", onclick: () => this.#tell("cite", { citation }),
    }, `Open page ${citation.page}`);
  }

  #citationAt(place) {
    if (!place || place === WHOLE) return null;
    const [sentence, citation] = place.split(".").map(Number);
    return this.#desk.response.sentences[sentence].citations[citation];
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
