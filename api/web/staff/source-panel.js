// <attest-source>: the cited page beside the answer; a bottom sheet where the screen is narrow.

import { pageOf, sectionOf } from "../answer/citations.js";
import { make } from "../shared/elements.js";
import "../shared/page-image.js";

class SourcePanel extends HTMLElement {
  #citations = []; // in the order of their numbers: what previous and next go through
  #place = -1;
  #page = null;
  #onMove = () => {};

  get isOpen() {
    return !this.hidden;
  }

  /** `onMove(place)` hears which of `citations` is open; null: closed. */
  use(citations, onMove) {
    this.close();
    this.#citations = citations;
    this.#onMove = onMove;
  }

  /** Opens one of the citations, or another place that stands in no row. */
  open(citation) {
    this.#place = this.#citations.indexOf(citation);
    this.hidden = false;
    this.#page ??= document.createElement("attest-page");
    this.replaceChildren(this.#header(citation), this.#page);
    this.#page.show(citation);
    this.focus({ preventScroll: true });
    this.#onMove(this.#place);
  }

  move(step) {
    const next = this.#citations[this.#place + step];
    if (next) this.open(next);
  }

  close() {
    if (this.hidden) return;
    this.hidden = true;
    this.#page?.clear();
    this.replaceChildren();
    this.#onMove(null);
  }

  #header(citation) {
    const count = this.#citations.length;
    const step = (by, words, sign) => make("button", {
      type: "button", class: "turn", "aria-label": words, title: words,
      disabled: !this.#citations[this.#place + by], onclick: () => this.move(by),
    }, sign);
    return make("div", { class: "source-header" },
      make("div", { class: "source-words" },
        make("h2", { id: "source-heading" }, citation.title),
        make("p", { class: "facts" }, [`${citation.document_id}, version ${citation.version}`,
          sectionOf(citation), pageOf(citation)].filter(Boolean).join(" · "))),
      make("div", { class: "source-tools" },
        ...(this.#place >= 0 && count > 1 ? [
          step(-1, "Previous citation", "‹"),
          make("span", { class: "facts" }, `${this.#place + 1} of ${count}`),
          step(1, "Next citation", "›"),
        ] : []),
        make("button", {
          type: "button", class: "turn close", "aria-label": "Close the source", title: "Close (Esc)",
          onclick: () => this.close(),
        }, "×")));
  }
}

customElements.define("attest-source", SourcePanel);
