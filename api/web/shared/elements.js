// Builds elements. Text only ever goes in as text: a document can never become markup.

/** An element with properties and children; strings become text nodes, null is left out. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** What a reader has to know of the cited version; empty for one that is in force. */
export function standingOf(citation) {
  if (citation.in_force_from) return `Not yet in force: from ${longDate(citation.in_force_from)}`;
  if (citation.superseded_by) return `Superseded by version ${citation.superseded_by}`;
  if (!citation.standing || citation.standing === "in_force") return "";
  return `No longer in force (${citation.standing})`;
}

/** "1 January 2026"; empty for none. */
export function longDate(iso) {
  if (!iso) return "";
  const day = new Date(`${iso.slice(0, 10)}T12:00:00`);
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** Where a citation stands, from the outermost heading inwards. */
export function sectionTrail(citation) {
  return citation.section_path?.join(" › ") || citation.section;
}

/** Whether the keys that are pressed now write text, so that no shortcut may take them. */
export function isTyping(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  const isField = target instanceof HTMLInputElement && !["radio", "checkbox", "button", "submit"]
    .includes(target.type);
  return event.isComposing || isField || target instanceof HTMLTextAreaElement
    || target instanceof HTMLSelectElement || target.isContentEditable;
}
