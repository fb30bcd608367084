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
  element.append(...children.filter((child) => child !== null));
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
  const day = new Date(`${iso}T12:00:00`);
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** Where a citation stands, from the outermost heading inwards. */
export function sectionTrail(citation) {
  return citation.section_path.join(" › ") || citation.section;
}
