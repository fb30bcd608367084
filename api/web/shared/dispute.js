// <attest-dispute answer-id="…">: says that an answer or refusal is not right, and how that stands.

import { getJson, postJson } from "./api.js";
import { make } from "./elements.js";

const OUTCOMES = {
  right: "the answer is right", incomplete: "the answer is incomplete", wrong: "the answer is wrong",
  should_have_refused: "this should not have been answered",
};

class Dispute extends HTMLElement {
  static observedAttributes = ["answer-id"];

  connectedCallback() {
    this.#draw();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#draw();
  }

  get #path() {
    return `/v1/answers/${encodeURIComponent(this.getAttribute("answer-id"))}/disputes`;
  }

  /** Shows how earlier disputes stand; ask for it where an answer is opened again. */
  async refresh() {
    const { disputes } = await getJson(this.#path);
    const last = disputes[disputes.length - 1];
    if (last) this.#say(standing(last));
  }

  #draw() {
    const reason = make("textarea", { rows: "2", maxlength: "2000", required: true });
    const form = make("form", { class: "dispute-form", hidden: true, onsubmit: (event) => {
      event.preventDefault();
      this.#send(reason.value);
    } },
    make("label", {}, make("span", {}, "What is wrong with it?"), reason),
    make("button", { type: "submit", class: "primary" }, "Send to a reviewer"));
    const opener = make("button", {
      type: "button", class: "dispute-open", "aria-expanded": "false", onclick: () => {
        form.hidden = !form.hidden;
        opener.setAttribute("aria-expanded", String(!form.hidden));
        if (!form.hidden) reason.focus();
      },
    }, "Dispute this");
    this.replaceChildren(opener, form, make("p", { class: "dispute-told", role: "status" }));
  }

  async #send(reason) {
    try {
      await postJson(this.#path, { reason });
      this.querySelector("form").hidden = true;
      this.querySelector(".dispute-open").hidden = true;
      this.#say("Sent. A reviewer will look at it; this is on record.");
    } catch (problem) {
      this.#say(problem.message);
    }
  }

  #say(text) {
    this.querySelector(".dispute-told").textContent = text;
  }
}

function standing({ is_open: isOpen, outcome }) {
  if (isOpen) return "You disputed this. It is under review.";
  return outcome ? `You disputed this. The review says: ${OUTCOMES[outcome]}.`
    : "You disputed this. The reviewers did not agree.";
}

customElements.define("attest-dispute", Dispute);
