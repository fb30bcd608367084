// <attest-chat>: policy answers with proof, inside another application.
//
//   <script type="module" src="https://attest.example/widget.js"></script>
//   <attest-chat posture="compact"></attest-chat>
//
// Needs a token: on "attest-token-needed" call event.detail.respond(promise of {token,
// expires_in_seconds}). Attributes: posture (compact, panel, customer), heading, public-classes.

import { keyOf, numbered, placeOf } from "/web/answer/citations.js";
import { quoteCard } from "/web/answer/quote-card.js";
import { stepList, stepWords } from "/web/answer/steps.js";
import { answerTo } from "/web/answer/stream.js";
import { getJson, newKey, postJson, problemOf, send, Unreachable, useTransport } from "/web/shared/api.js";
import { longDate, make } from "/web/shared/elements.js";
import "/web/shared/page-image.js";
import { WidgetClient } from "/web/widget/client.js";

const SERVER = new URL(import.meta.url).origin;
const STYLES = ["/web/shared/page-image.css", "/web/answer/answer.css", "/web/widget/widget.css"];
const HIDE_AGAIN_MILLISECONDS = 15_000;

class AttestChat extends HTMLElement {
  #client = new WidgetClient(SERVER, (wanted) => this.#askHost(wanted));
  #documents = null; // Map by ID, once it is known
  #today = "";
  #last = null; // the answer that a follow-up follows
  #asking = null;
  #parts = {};

  connectedCallback() {
    if (this.shadowRoot) return;
    useTransport(this.#client.fetch);
    const root = this.attachShadow({ mode: "open" });
    const { log, page, form, field, status } = this.#draw();
    this.#parts = { log, page, field, status };
    root.append(...STYLES.map((path) => make("link", {
      rel: "stylesheet", href: `${SERVER}${path}`, crossorigin: "anonymous",
    })), make("section", { class: "chat", "aria-label": this.#heading },
      make("header", {}, make("h2", {}, this.#heading),
        make("button", { type: "button", class: "plain", onclick: () => this.restart() }, "New conversation")),
      log, status, form, page));
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !page.hidden) this.#closePage();
    });
  }

  get #heading() {
    return this.getAttribute("heading") || "Ask the policies";
  }

  /** Forgets what was asked and answered here. The answers stay on record. */
  restart() {
    this.#asking?.abort();
    this.#client.restart();
    this.#last = this.#documents = null;
    this.#parts.log.replaceChildren();
    this.#closePage();
    this.#parts.field.focus();
  }

  #draw() {
    const field = make("textarea", {
      rows: "2", maxlength: "2000", required: true, "aria-label": "Your question",
      placeholder: "Ask about a policy, in your own words",
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        event.target.form.requestSubmit();
      },
    });
    const form = make("form", {
      class: "ask", onsubmit: (event) => {
        event.preventDefault();
        this.#typed(field.value.trim());
      },
    }, field, make("button", { type: "submit", class: "primary" }, "Ask"));
    return {
      field, form,
      log: make("div", { class: "log", role: "log", "aria-label": "Conversation", tabindex: "0" }),
      status: make("p", { class: "visually-hidden", role: "status", "aria-live": "polite" }),
      page: make("div", { class: "page", hidden: true }),
    };
  }

  #askHost(wanted) {
    return new Promise((resolve, reject) => {
      this.dispatchEvent(new CustomEvent("attest-token-needed", {
        bubbles: true, composed: true,
        detail: { ...wanted, respond: (given) => Promise.resolve(given).then(resolve, reject) },
      }));
    });
  }

  /** A question that leans on the one before is written out, shown, and asked when it is agreed. */
  async #typed(typed) {
    if (!typed || this.#asking) return;
    this.#parts.field.value = "";
    if (!this.#last) {
      await this.#ask(typed);
      return;
    }
    const turn = this.#turn(typed);
    try {
      const found = await postJson(`/v1/answers/${this.#last}/follow-up`, { question: typed });
      if (found.reading === "stands_alone") await this.#ask(typed, null, turn);
      else this.#confirm(typed, found, turn);
    } catch (problem) {
      this.#say(turn, problem);
    }
  }

  #confirm(typed, found, turn) {
    const isUnderstood = found.reading === "rewritten";
    const field = make("textarea", { rows: "2", maxlength: "2000", required: true, "aria-label": "The question in full" });
    field.value = isUnderstood ? found.question : typed;
    const form = make("form", {
      class: "written-out", onsubmit: (event) => {
        event.preventDefault();
        const question = field.value.trim();
        if (!question) return;
        form.remove();
        this.#ask(question, { follows: this.#last, typed }, turn);
      },
    }, make("p", {}, isUnderstood ? "Read as:" : "Not understood. Please write it in full:"), field,
    make("p", { class: "quiet" }, found.note), make("button", { type: "submit", class: "primary" }, "Ask this"));
    turn.append(form);
    field.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  #turn(question) {
    const turn = make("article", { class: "turn-of-talk" }, make("p", { class: "asked" }, question));
    this.#parts.log.append(turn);
    turn.scrollIntoView({ block: "end" });
    return turn;
  }

  async #ask(question, followUp = null, turn = this.#turn(question)) {
    const controller = new AbortController();
    this.#asking = controller;
    const frame = make("div", {});
    turn.append(frame);
    const show = (step) => {
      frame.replaceChildren(stepList(step, () => controller.abort()));
      this.#parts.status.textContent = stepWords(step);
    };
    show("searching");
    try {
      const body = { question, ...(followUp ? { follow_up: followUp } : {}) };
      const response = await answerTo({
        key: newKey(), onStep: show, problemOf, isUnreachable: (error) => error instanceof Unreachable,
        send: (headers) => send("POST", "/v1/answers", { body, headers, signal: controller.signal }),
      });
      await this.#knowDocuments();
      this.#last = response.answer_id;
      this.#parts.status.textContent = response.kind === "answer" ? "Answered." : "Not answered.";
      if (turn.isConnected) turn.append(...this.#answered(response, followUp));
    } catch (problem) {
      this.#say(turn, problem);
    } finally {
      frame.remove();
      if (this.#asking === controller) this.#asking = null;
      turn.scrollIntoView({ block: "nearest" });
    }
  }

  #say(turn, problem) {
    const words = problem.name === "AbortError" ? "Stopped." : problem.message;
    turn.append(make("p", { class: "problem", role: "alert" }, words));
  }

  async #knowDocuments() {
    if (this.#documents) return;
    const list = await getJson("/v1/documents").catch(() => ({ documents: [], as_of: "" }));
    this.#documents = new Map(list.documents.map((each) => [each.document_id, each]));
    this.#today = list.as_of;
  }

  #answered(response, followUp) {
    const cited = numbered(response.sentences);
    const parts = followUp ? [make("p", { class: "quiet" }, `Asked as: ${response.question}`)] : [];
    if (response.kind === "refusal") {
      const steps = response.next_steps ?? [];
      parts.push(make("div", { class: "refusal" }, make("p", {}, response.message),
        steps.length ? make("ul", {}, ...steps.map((step) => make("li", {}, step))) : null));
    }
    if (response.short_answer) {
      parts.push(this.#guarded(make("p", { class: "short-answer" }, response.short_answer.text),
        response.short_answer.citations));
    }
    const shown = new Set();
    for (const sentence of response.sentences) {
      const isQuote = sentence.citations.length === 1 && sentence.text === sentence.citations[0].quote;
      if (!isQuote) parts.push(this.#guarded(make("p", { class: "sentence" }, sentence.text), sentence.citations));
      for (const citation of sentence.citations) {
        if (shown.has(keyOf(citation))) continue;
        shown.add(keyOf(citation));
        parts.push(this.#card(citation, cited.get(keyOf(citation)).number, response));
      }
    }
    if (response.note) parts.push(make("p", { class: "note" }, response.note));
    parts.push(make("p", { class: "quiet" }, `In force on ${longDate(response.as_of)} · on record as ${response.answer_id}`));
    return parts;
  }

  #card(citation, number, response) {
    const card = quoteCard(citation, {
      number, document: this.#documents.get(citation.document_id), question: response.question,
      today: this.#today || response.as_of, onOpen: () => this.#openPage(citation),
    });
    return this.#guarded(card, [citation], card.querySelectorAll("blockquote, .table-frame, .cite"));
  }

  /** Beside a customer, text of a document that is not public shows only when it is asked for. */
  #guarded(element, citations, hidden = [element]) {
    const open = (this.getAttribute("public-classes") ?? "public").toLowerCase().split(/[\s,]+/);
    const isInternal = citations.some((citation) => !open.includes(
      this.#documents.get(citation.document_id)?.classification.toLowerCase() ?? ""));
    if (this.getAttribute("posture") !== "customer" || !isInternal) return element;
    const parts = [...hidden];
    const toggle = make("button", { type: "button", class: "secondary guard", "aria-pressed": "false" },
      "Internal text is hidden. Show it for a moment");
    const set = (isShown) => {
      for (const part of parts) part.hidden = !isShown;
      toggle.setAttribute("aria-pressed", String(isShown));
      toggle.textContent = isShown ? "Hide the internal text" : "Internal text is hidden. Show it for a moment";
    };
    let timer = 0;
    toggle.addEventListener("click", () => {
      clearTimeout(timer);
      const isShown = toggle.getAttribute("aria-pressed") === "true";
      set(!isShown);
      if (!isShown) timer = setTimeout(() => set(false), HIDE_AGAIN_MILLISECONDS);
    });
    set(false);
    const caption = element.querySelector("figcaption");
    if (caption) caption.after(toggle);
    return make("div", { class: "guarded" }, caption ? null : toggle, element);
  }

  #openPage(citation) {
    const { page } = this.#parts;
    const view = document.createElement("attest-page");
    page.replaceChildren(make("header", {},
      make("div", {}, make("strong", {}, citation.title),
        make("p", { class: "quiet" }, placeOf(citation, this.#documents.get(citation.document_id)).join(" · "))),
      make("button", { type: "button", class: "secondary", onclick: () => this.#closePage() }, "Close")), view);
    page.hidden = false;
    view.show(citation);
    page.querySelector("button").focus();
  }

  #closePage() {
    this.#parts.page.hidden = true;
    this.#parts.page.replaceChildren();
    this.#parts.field.focus();
  }
}

customElements.define("attest-chat", AttestChat);
