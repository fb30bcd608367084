// A cited source opened at its page, the cited words marked and in view.

import * as client from "./client.js";
import { longDate, make, sectionTrail, standingOf } from "./elements.js";

// Words of one line stand closer together than this share of their height.
const LINE_GAP = 1.2;
const STATUS = { approved: "Approved", superseded: "Superseded", withdrawn: "Withdrawn" };

export class SourceView {
  #panel;
  #onClose;
  #opening = 0; // the newest opening wins; older ones stop where they are
  #imageAddress = null;

  constructor(panel, onClose) {
    this.#panel = panel;
    this.#onClose = onClose;
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  close() {
    if (this.#panel.hidden) return;
    this.clear();
    this.#onClose();
  }

  clear() {
    this.#opening += 1;
    this.#panel.hidden = true;
    this.#panel.replaceChildren();
    this.#forgetImage();
  }

  async open(citation) {
    const opening = ++this.#opening;
    this.#panel.hidden = false;
    this.#panel.replaceChildren(
      this.#header(citation), make("p", { class: "loading", role: "status" }, "Opening the source…"));
    this.#panel.focus({ preventScroll: true });
    try {
      const version = await client.openVersion(citation.document_id, citation.version);
      if (opening !== this.#opening) return;
      this.#panel.replaceChildren(this.#header(citation, version));
      if (version.has_page_images) await this.#showPage(opening, citation, version, citation.page);
      else this.#showText(citation, version);
    } catch (problem) {
      if (opening !== this.#opening) return;
      this.#panel.replaceChildren(
        this.#header(citation), make("p", { class: "problem", role: "alert" }, problem.message));
    }
  }

  #header(citation, version = null) {
    const close = make("button", {
      type: "button", class: "close", "aria-label": "Close the source",
      onclick: () => this.close(),
    }, "×");
    const dates = version && [
      version.effective_from && `from ${longDate(version.effective_from)}`,
      version.effective_to && `to ${longDate(version.effective_to)}`,
    ].filter(Boolean).join(" ");
    const facts = [
      citation.document_id, `version ${citation.version}`,
      version && (STATUS[version.status] ?? version.status), dates,
    ].filter(Boolean).join(" · ");
    return make("header", { class: "source-header" },
      make("div", { class: "source-heading" },
        make("h2", { id: "source-heading" }, citation.title),
        make("p", { class: "facts" }, facts),
        version?.owner ? make("p", { class: "facts" }, `Owner: ${version.owner}`) : null,
        make("p", { class: "section" }, sectionTrail(citation)),
        standingOf(citation)
          ? make("p", { class: "superseded" }, standingOf(citation))
          : null),
      close);
  }

  async #showPage(opening, citation, version, number) {
    const numbers = version.page_sizes.map((page) => page.number);
    const [blob, found] = await Promise.all([
      client.pageImage(citation.document_id, citation.version, number),
      client.pageBoxes(
        citation.document_id, citation.version, number, citation.start, citation.end),
    ]);
    if (opening !== this.#opening) return;
    this.#forgetImage();
    this.#imageAddress = URL.createObjectURL(blob);
    const image = make("img", {
      src: this.#imageAddress, alt: `Page ${number} of ${citation.title}`,
      width: Math.round(found.width), height: Math.round(found.height),
    });
    const marks = joinLines(found.boxes).map((box) => highlight(box, found));
    const sheet = make("div", { class: "sheet", "data-page": number }, image, ...marks);
    const frame = make("div", {
      class: "frame", tabindex: "0", role: "region", "aria-label": `Page ${number}`,
    }, sheet);
    this.#panel.querySelector(".page")?.remove();
    this.#panel.append(make("div", { class: "page" },
      this.#pageBar(citation, version, number, numbers),
      make("p", { class: "visually-hidden" },
        marks.length ? `The cited words on this page: ${citation.quote}` : "No cited words here."),
      frame));
    await image.decode().catch(() => undefined);
    this.#bringIntoView(frame, marks[0]);
  }

  #pageBar(citation, version, number, numbers) {
    const at = numbers.indexOf(number);
    const turn = (to, label, sign) => make("button", {
      type: "button", class: "turn", "aria-label": label, disabled: to === undefined,
      onclick: async () => {
        const opening = ++this.#opening;
        await this.#showPage(opening, citation, version, to);
        this.#panel.querySelector(".frame")?.focus({ preventScroll: true });
      },
    }, sign);
    const last = numbers[numbers.length - 1];
    return make("div", { class: "page-bar" },
      turn(numbers[at - 1], "Previous page", "‹"),
      make("span", { class: "page-number", role: "status" }, `Page ${number} of ${last}`),
      turn(numbers[at + 1], "Next page", "›"),
      version.may_download ? this.#download(version) : null);
  }

  #download(version) {
    return make("button", {
      type: "button", class: "download",
      onclick: async () => {
        const blob = await client.sourceFile(version.document_id, version.version);
        const address = URL.createObjectURL(blob);
        make("a", { href: address, download: version.source_name }).click();
        setTimeout(() => URL.revokeObjectURL(address), 10_000);
      },
    }, "Download");
  }

  #showText(citation, version) {
    const parts = [];
    for (const run of version.text) {
      const from = Math.max(run.start, citation.start) - run.start;
      const to = Math.min(run.end, citation.end) - run.start;
      // Offsets count characters, JavaScript counts UTF-16 units.
      const characters = Array.from(run.text);
      if (from < to) {
        parts.push(characters.slice(0, from).join(""),
          make("mark", {}, characters.slice(from, to).join("")),
          characters.slice(to).join(""));
      } else parts.push(run.text);
    }
    const text = make("div", { class: "plain-text" }, ...parts);
    this.#panel.append(make("div", {
      class: "frame", tabindex: "0", role: "region", "aria-label": "Text of the source",
    }, text));
    this.#bringIntoView(text.parentElement, text.querySelector("mark"));
  }

  /** The mark a third down its frame, and the panel with its heading on the screen. */
  #bringIntoView(frame, mark) {
    this.#panel.scrollIntoView({ block: "nearest" });
    if (!mark) return;
    const above = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    frame.scrollTop += above - frame.clientHeight / 3;
  }

  #forgetImage() {
    if (this.#imageAddress) URL.revokeObjectURL(this.#imageAddress);
    this.#imageAddress = null;
  }
}

/** Boxes of words that stand side by side on one line, joined into one box a line. */
export function joinLines(boxes) {
  const lines = [];
  for (const box of boxes) {
    const line = lines[lines.length - 1];
    const height = box.y1 - box.y0;
    const sameLine = line && Math.min(line.y1, box.y1) - Math.max(line.y0, box.y0) > height / 2;
    if (sameLine && box.x0 >= line.x0 && box.x0 - line.x1 < height * LINE_GAP) {
      line.x1 = Math.max(line.x1, box.x1);
      line.y0 = Math.min(line.y0, box.y0);
      line.y1 = Math.max(line.y1, box.y1);
    } else lines.push({ ...box });
  }
  return lines;
}

function highlight(box, page) {
  const mark = make("div", { class: "highlight" });
  mark.style.left = `${(100 * box.x0) / page.width}%`;
  mark.style.top = `${(100 * box.y0) / page.height}%`;
  mark.style.width = `${(100 * (box.x1 - box.x0)) / page.width}%`;
  mark.style.height = `${(100 * (box.y1 - box.y0)) / page.height}%`;
  return mark;
}
