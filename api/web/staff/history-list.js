// <attest-history>: what this person asked, newest first, a page at a time.

import { getJson, hasToken } from "../shared/api.js";
import { longDate, make } from "../shared/elements.js";

const PAGE = 20;

class HistoryList extends HTMLElement {
  #answers = [];
  #next = null;
  #reading = 0; // the newest reading wins: another person may have signed in meanwhile
  #current = null;

  clear() {
    this.#reading += 1;
    this.#answers = [];
    this.#next = null;
    this.#draw();
  }

  /** Reads the first page anew. */
  async refresh() {
    if (!hasToken()) return;
    await this.#read(null);
  }

  mark(answerId) {
    this.#current = answerId;
    for (const link of this.querySelectorAll("a")) {
      link.toggleAttribute("aria-current", link.dataset.answer === answerId);
    }
  }

  async #read(before) {
    const reading = ++this.#reading;
    const following = before ? `&before=${encodeURIComponent(before)}` : "";
    try {
      const page = await getJson(`/v1/answers?mine=true&limit=${PAGE}${following}`);
      if (reading !== this.#reading) return;
      this.#answers = before ? [...this.#answers, ...page.answers] : page.answers;
      this.#next = page.next;
      this.#draw();
    } catch (problem) {
      if (reading === this.#reading) this.#draw(problem.message);
    }
  }

  #draw(problem = "") {
    const days = Map.groupBy
      ? Map.groupBy(this.#answers, (answer) => answer.asked_on) : byDay(this.#answers);
    this.replaceChildren(
      ...[...days].flatMap(([day, answers]) => [
        make("h3", {}, longDate(day)), make("ol", {}, ...answers.map((each) => this.#line(each)))]),
      ...(this.#answers.length || problem ? [] : [make("p", { class: "empty" }, "What you ask is listed here.")]),
      ...(problem ? [make("p", { class: "problem" }, problem)] : []),
      ...(this.#next ? [make("button", {
        type: "button", class: "plain", onclick: () => this.#read(this.#next),
      }, "Earlier questions")] : []));
    this.mark(this.#current);
  }

  #line(answer) {
    return make("li", {}, make("a", {
      href: `/a/${encodeURIComponent(answer.answer_id)}`, "data-answer": answer.answer_id,
      onclick: (event) => this.#chosen(event, answer.answer_id),
    }, answer.question,
    answer.kind === "refusal" ? make("span", { class: "outcome" }, " not answered") : null));
  }

  /** A plain click opens it here; with Ctrl or the middle button the browser opens it elsewhere. */
  #chosen(event, answerId) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("attest-open-answer", { bubbles: true, detail: { answerId } }));
  }
}

function byDay(answers) {
  const days = new Map();
  for (const answer of answers) {
    if (!days.has(answer.asked_on)) days.set(answer.asked_on, []);
    days.get(answer.asked_on).push(answer);
  }
  return days;
}

customElements.define("attest-history", HistoryList);
