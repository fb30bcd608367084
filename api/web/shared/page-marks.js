// Boxes of words as marks over a picture of their page.

import { make } from "./elements.js";

// Words of one line stand closer together than this share of their height.
const LINE_GAP = 1.2;

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

/** A mark at a box's place, as shares of `page`'s width and height: it scales with the picture. */
export function highlight(box, page) {
  const mark = make("div", { class: "highlight" });
  mark.style.left = `${(100 * box.x0) / page.width}%`;
  mark.style.top = `${(100 * box.y0) / page.height}%`;
  mark.style.width = `${(100 * (box.x1 - box.x0)) / page.width}%`;
  mark.style.height = `${(100 * (box.y1 - box.y0)) / page.height}%`;
  return mark;
}
