// <attest-follow-up>: the next question of a thread. What leans on the one before is written out,
// shown, and asked only once the reader agrees.

import { postJson } from "../shared/api.js";
import { make } from "../shared/elements.js";

class FollowUp extends HTMLElement {
  #follows = null;

  /** `follows`: the answer_id that the next question comes after. */
  offer(follows) {
    this.#follows = follows;
    this.hidden = false;
    this.replaceChildren(make("form", { class: "follow-form", onsubmit: (event) => this.#read(event) },
      make("label", { for: "follow-question" }, "Ask a follow-up"),
      make("div", { class: "follow-row" },
        make("input", {
          id: "follow-question", type: "text", maxlength: "2000", required: true, autocomplete: "off",
          placeholder: "For example: and for customer files?",
        }),
        make("button", { type: "submit", class: "secondary" }, "Ask"))),
    make("div", { class: "reading", "aria-live": "polite" }));
  }

  clear() {
    this.hidden = true;
    this.#follows = null;
    this.replaceChildren();
  }

  async #read(event) {
    event.preventDefault();
    const typed = this.querySelector("#follow-question").value.trim();
    if (!typed) return;
    const follows = this.#follows;
    try {
      const found = await postJson(`/v1/answers/${follows}/follow-up`, { question: typed });
      if (follows !== this.#follows) return;
      if (found.reading === "stands_alone") this.#ask(found.question, null);
      else this.#confirm(typed, found);
    } catch (problem) {
      if (follows === this.#follows) {
        this.querySelector(".reading").replaceChildren(make("p", { class: "problem" }, problem.message));
      }
    }
  }

  #confirm(typed, found) {
    const isUnderstood = found.reading === "rewritten";
    const field = make("input", {
      id: "written-out", type: "text", maxlength: "2000", required: true, autocomplete: "off",
      value: isUnderstood ? found.question : typed,
    });
    const cancel = () => {
      this.querySelector(".reading").replaceChildren();
      this.querySelector("#follow-question").focus();
    };
    this.querySelector(".reading").replaceChildren(make("form", {
      class: isUnderstood ? "written-out" : "written-out unclear",
      onsubmit: (event) => {
        event.preventDefault();
        const question = field.value.trim();
        if (question) this.#ask(question, { follows: this.#follows, typed });
      },
    },
    make("label", { for: "written-out" }, isUnderstood ? "Read as" : "Not understood: please write it in full"),
    field,
    make("p", { class: "hint-line" }, found.note),
    make("div", { class: "answer-tools" },
      make("button", { type: "submit", class: "primary" }, "Ask this"),
      make("button", { type: "button", class: "secondary", onclick: cancel }, "Cancel"))));
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  #ask(question, followUp) {
    this.dispatchEvent(new CustomEvent("attest-follow", { bubbles: true, detail: { question, followUp } }));
  }
}

customElements.define("attest-follow-up", FollowUp);
