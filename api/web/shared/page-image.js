// <attest-page>: a cited source opened at its page, the cited words marked and in view.
// It stands in the light DOM; page-image.css styles it, also inside a shadow root that links it.

import { openVersion, pageBoxes, pageImage } from "./api.js";
import { make } from "./elements.js";
import { highlight, joinLines } from "./page-marks.js";

const ZOOMS = [1, 1.25, 1.5, 2, 3];

export class PageView extends HTMLElement {
  #opening = 0; // the newest opening wins; older ones stop where they are
  #drawn = { key: null, address: null, blob: null };
  #zoom = 0;
  #citation = null;
  #version = null;

  /** What is open now; null for nothing. */
  get citation() {
    return this.#citation;
  }

  clear() {
    this.#opening += 1;
    this.#citation = this.#version = null;
    this.replaceChildren();
    this.#forgetImage();
  }

  /** Opens `citation` (document_id, version, page, start, end, quote, title); true once it shows. */
  async show(citation) {
    const opening = ++this.#opening;
    const before = this.#citation;
    const isSameVersion = this.#version && before?.document_id === citation.document_id
      && before.version === citation.version;
    this.#citation = citation;
    if (!isSameVersion) {
      this.#version = null;
      this.replaceChildren(make("p", { class: "loading", role: "status" }, "Opening the source…"));
    }
    try {
      const version = isSameVersion
        ? this.#version : await openVersion(citation.document_id, citation.version);
      if (opening !== this.#opening) return false;
      this.#version = version;
      if (!version.has_page_images) return this.#showText();
      return await this.#showPage(opening, citation.page);
    } catch (problem) {
      if (opening !== this.#opening || problem.name === "AbortError") return false;
      this.#version = null;
      this.replaceChildren(make("p", { class: "problem", role: "alert" }, problem.message));
      this.#tell("attest-page-problem", { problem });
      return false;
    }
  }

  async #showPage(opening, number) {
    const { document_id: id, version, start, end } = this.#citation;
    const [blob, found] = await Promise.all([
      this.#imageOf(id, version, number), pageBoxes(id, version, number, start, end),
    ]);
    if (opening !== this.#opening) return false;
    const image = make("img", {
      src: this.#keepImage(id, version, number, blob),
      alt: `Page ${number} of ${this.#citation.title}`,
      width: Math.round(found.width), height: Math.round(found.height),
    });
    const marks = joinLines(found.boxes).map((box) => highlight(box, found));
    const sheet = make("div", { class: "sheet", "data-page": number }, image, ...marks);
    const frame = make("div", {
      class: "frame", tabindex: "0", role: "region", "aria-label": `Page ${number}, use + and - to zoom`,
      onkeydown: (event) => this.#onKey(event),
    }, sheet);
    const said = marks.length
      ? `The cited words on this page: ${this.#citation.quote}` : "No cited words on this page.";
    this.replaceChildren(
      this.#bar(number), make("p", { class: "visually-hidden" }, said), frame);
    this.#setZoom(this.#zoom);
    await image.decode().catch(() => undefined);
    if (opening !== this.#opening) return false;
    bringIntoView(frame, marks[0]);
    this.#tell("attest-page-shown", { page: number, marks: marks.length });
    return true;
  }

  #bar(number) {
    const numbers = this.#version.page_sizes.map((page) => page.number);
    const at = numbers.indexOf(number);
    const turn = (to, label, sign) => make("button", {
      type: "button", class: "turn", "aria-label": label, title: label, disabled: to === undefined,
      onclick: async () => {
        await this.#showPage(++this.#opening, to);
        this.querySelector(".frame")?.focus({ preventScroll: true });
      },
    }, sign);
    const zoom = (step, label, sign) => make("button", {
      type: "button", class: "turn zoom", "aria-label": label, title: label,
      onclick: () => this.#setZoom(this.#zoom + step),
    }, sign);
    return make("div", { class: "page-bar" },
      turn(numbers[at - 1], "Previous page", "‹"),
      make("span", { class: "page-number", role: "status" },
        `Page ${number} of ${numbers[numbers.length - 1]}`),
      turn(numbers[at + 1], "Next page", "›"),
      make("span", { class: "page-tools" },
        zoom(-1, "Zoom out", "−"), zoom(1, "Zoom in", "+")));
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.#setZoom(this.#zoom + 1);
    else if (event.key === "-") this.#setZoom(this.#zoom - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #setZoom(place) {
    this.#zoom = Math.min(ZOOMS.length - 1, Math.max(0, place));
    const sheet = this.querySelector(".sheet");
    if (!sheet) return;
    sheet.style.width = `${100 * ZOOMS[this.#zoom]}%`;
    bringIntoView(this.querySelector(".frame"), sheet.querySelector(".highlight"));
  }

  #showText() {
    const { start, end } = this.#citation;
    const parts = this.#version.text.flatMap((run) => {
      // Offsets count characters, JavaScript counts UTF-16 units.
      const characters = Array.from(run.text);
      const from = Math.max(run.start, start) - run.start;
      const to = Math.min(run.end, end) - run.start;
      if (from >= to) return [run.text];
      return [characters.slice(0, from).join(""),
        make("mark", {}, characters.slice(from, to).join("")), characters.slice(to).join("")];
    });
    const frame = make("div", {
      class: "frame", tabindex: "0", role: "region", "aria-label": "Text of the source",
    }, make("div", { class: "plain-text" }, ...parts));
    this.replaceChildren(frame);
    bringIntoView(frame, frame.querySelector("mark"));
    this.#tell("attest-page-shown", { page: null, marks: 1 });
    return true;
  }

  /** The picture of a page; the one that is shown already is not fetched again. */
  async #imageOf(id, version, number) {
    const isDrawn = this.#drawn.key === imageKey(id, version, number);
    return isDrawn ? this.#drawn.blob : pageImage(id, version, number);
  }

  #keepImage(id, version, number, blob) {
    const key = imageKey(id, version, number);
    if (this.#drawn.key !== key) {
      this.#forgetImage();
      this.#drawn = { key, blob, address: URL.createObjectURL(blob) };
    }
    return this.#drawn.address;
  }

  #forgetImage() {
    if (this.#drawn.address) URL.revokeObjectURL(this.#drawn.address);
    this.#drawn = { key: null, address: null, blob: null };
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

const imageKey = (...parts) => JSON.stringify(parts);

/** The mark a third down its frame. */
function bringIntoView(frame, mark) {
  if (!frame || !mark) return;
  const place = mark.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  frame.scrollTop += place.top - around.top - frame.clientHeight / 3;
  if (place.left < around.left || place.right > around.right) {
    frame.scrollLeft += place.left - around.left - 16;
  }
}

customElements.define("attest-page", PageView);
