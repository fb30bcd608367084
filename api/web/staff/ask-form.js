// <attest-ask>: the question, the date, what to look in. Fires "attest-ask" with all of them.

import { longDate, make } from "../shared/elements.js";

const KINDS = [
  ["document_ids", "Documents"], ["jurisdictions", "Entity"], ["classifications", "Classification"],
];

class AskForm extends HTMLElement {
  #documents = [];
  #chosen = { document_ids: new Set(), jurisdictions: new Set(), classifications: new Set() };

  connectedCallback() {
    if (this.firstChild) return;
    this.append(make("form", { class: "ask", onsubmit: (event) => this.#submit(event) },
      make("label", { class: "visually-hidden", for: "question" }, "Your question"),
      make("textarea", {
        id: "question", rows: "2", maxlength: "2000", required: true, "aria-describedby": "ask-hint",
        placeholder: "Ask about a policy, in your own words",
        onkeydown: (event) => this.#onKey(event), oninput: () => this.#changed(),
      }),
      make("div", { class: "ask-row" },
        make("label", { class: "as-of" }, make("span", {}, "In force on"),
          make("input", { id: "as-of", type: "date", onchange: () => this.#changed() })),
        make("details", { class: "narrow" }, make("summary", {}, "Look in: all policies"),
          make("div", { class: "filters" })),
        make("p", { id: "ask-hint", class: "hint" }, make("kbd", {}, "Enter"), " asks"),
        make("button", { class: "primary", type: "submit" }, "Ask"))));
  }

  /** What may be looked in, as the server lists it. */
  offer(documents) {
    this.#documents = documents;
    const known = this.#offered();
    for (const [kind] of KINDS) {
      const values = new Set(known[kind].map(([value]) => value));
      for (const value of this.#chosen[kind]) if (!values.has(value)) this.#chosen[kind].delete(value);
    }
    this.#drawFilters();
  }

  /** {question, as_of, document_ids, jurisdictions, classifications}; null for what is not set. */
  get asked() {
    const lists = KINDS.map(([kind]) => [kind, this.#chosen[kind].size ? [...this.#chosen[kind]].sort() : null]);
    return {
      question: this.querySelector("#question").value.trim(),
      as_of: this.querySelector("#as-of").value || null,
      ...Object.fromEntries(lists),
    };
  }

  set asked(value) {
    this.querySelector("#question").value = value?.question ?? "";
    this.querySelector("#as-of").value = value?.as_of ?? "";
    for (const [kind] of KINDS) this.#chosen[kind] = new Set(value?.[kind] ?? []);
    this.#drawFilters();
  }

  focusQuestion({ select = false } = {}) {
    const field = this.querySelector("#question");
    field.focus();
    if (select) field.select();
  }

  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.querySelector("form").requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    if (!this.asked.question) return;
    this.querySelector(".narrow").open = false;
    this.dispatchEvent(new CustomEvent("attest-ask", { bubbles: true, detail: this.asked }));
  }

  #changed() {
    this.dispatchEvent(new CustomEvent("attest-ask-changed", { bubbles: true, detail: this.asked }));
  }

  #offered() {
    const values = (field) => [...new Set(this.#documents.map((each) => each[field]).filter(Boolean))]
      .sort().map((value) => [value, value]);
    return {
      document_ids: this.#documents.map((each) => [each.document_id, each.title]),
      jurisdictions: values("jurisdiction"),
      classifications: values("classification"),
    };
  }

  #drawFilters() {
    const offered = this.#offered();
    const groups = KINDS.filter(([kind]) => offered[kind].length).map(([kind, words]) =>
      make("fieldset", {}, make("legend", {}, words), make("div", { class: "choices" },
        ...offered[kind].map(([value, label]) => make("label", {}, make("input", {
          type: "checkbox", value, checked: this.#chosen[kind].has(value),
          onchange: (event) => this.#choose(kind, value, event.target.checked),
        }), make("span", {}, label))))));
    const clear = make("button", {
      type: "button", class: "plain", onclick: () => this.#clearFilters(),
    }, "Look in all policies");
    this.querySelector(".filters").replaceChildren(
      ...(groups.length ? [...groups, clear] : [make("p", {}, "There is nothing to choose from.")]));
    this.querySelector(".narrow summary").textContent = `Look in: ${narrowedWords(this.asked, this.#documents) ?? "all policies"}`;
  }

  #choose(kind, value, isChosen) {
    if (isChosen) this.#chosen[kind].add(value);
    else this.#chosen[kind].delete(value);
    this.querySelector(".narrow summary").textContent = `Look in: ${narrowedWords(this.asked, this.#documents) ?? "all policies"}`;
    this.#changed();
  }

  #clearFilters() {
    for (const [kind] of KINDS) this.#chosen[kind].clear();
    this.#drawFilters();
    this.#changed();
  }
}

/** The filters in words; null where there are none. */
export function narrowedWords(asked, documents) {
  const titles = new Map(documents.map((each) => [each.document_id, each.title]));
  const named = (asked.document_ids ?? []).map((id) => titles.get(id) ?? id);
  const parts = [
    named.length > 2 ? `${named.length} documents` : named.join(", "),
    (asked.jurisdictions ?? []).join(", "), (asked.classifications ?? []).join(", "),
  ].filter(Boolean);
  return parts.length ? parts.join(" · ") : null;
}

/** "1 July 2027" of a date field's value; empty for none. */
export const dayWords = longDate;

customElements.define("attest-ask", AskForm);
