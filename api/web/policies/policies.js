// What may be read: every policy, its versions, what changes when, and two versions compared.

import { getJson, openVersion, versionPath } from "../shared/api.js";
import { longDate, make } from "../shared/elements.js";
import "../shared/page-image.js";
import "../shared/sign-in.js";
import { comparisonParts } from "./comparison.js";

const byId = (id) => document.getElementById(id);
const reader = byId("reader");
let documents = [];
let today = "";
let reading = 0; // the newest reading wins: another person may have signed in meanwhile

function draw() {
  const wanted = byId("find").value.trim().toLowerCase();
  const found = documents.filter((each) => [each.title, each.document_id, each.owner, each.jurisdiction]
    .join(" ").toLowerCase().includes(wanted));
  byId("summary").textContent = documents.length
    ? `${found.length} of ${documents.length} policies · as of ${longDate(today)}`
    : "There is no policy that you may read. Ask the policy team to add you to a group.";
  byId("list").replaceChildren(...found.map(card));
  drawCalendar();
}

function card(entry) {
  const facts = [entry.document_id, entry.jurisdiction, entry.owner, entry.classification];
  return make("article", { class: "policy" },
    make("h2", {}, entry.title),
    make("p", { class: "quiet" }, facts.filter(Boolean).join(" · ")),
    make("div", { class: "table-frame" }, make("table", {},
      make("thead", {}, make("tr", {}, ...["Version", "In force", "Standing", "Pages", "Read"].map(
        (words) => make("th", { scope: "col" }, words)))),
      make("tbody", {}, ...[...entry.versions].reverse().map((each) => row(entry, each))))),
    entry.versions.length > 1 ? comparer(entry) : null);
}

function row(entry, version) {
  const standing = standingOf(version);
  return make("tr", {},
    make("th", { scope: "row" }, version.version),
    make("td", {}, period(version)),
    make("td", {}, make("span", { class: `standing ${standing.kind}` }, standing.words)),
    make("td", {}, String(version.pages)),
    make("td", {}, make("button", {
      type: "button", class: "secondary", "aria-label": `Read ${entry.title}, version ${version.version}`,
      onclick: () => read(entry, version),
    }, "Read")));
}

function period({ effective_from: from, effective_to: to }) {
  if (!from && !to) return "always";
  return [from ? `from ${longDate(from)}` : "", to ? `to ${longDate(to)}` : ""].filter(Boolean).join(" ");
}

function standingOf(version) {
  if (version.in_force) return { kind: "now", words: "in force" };
  if (version.effective_from && version.effective_from > today) return { kind: "coming", words: "not yet in force" };
  return { kind: "past", words: version.status === "withdrawn" ? "withdrawn" : "no longer in force" };
}

/** Every day from today on which something begins or ends, soonest first. */
function drawCalendar() {
  const days = documents.flatMap((entry) => entry.versions.flatMap((version) => [
    version.effective_from > today
      ? { day: version.effective_from, words: `Version ${version.version} comes into force`, entry, version } : null,
    version.effective_to && version.effective_to >= today
      ? { day: version.effective_to, words: `Last day of version ${version.version}`, entry, version } : null,
  ])).filter(Boolean).sort((one, other) => one.day.localeCompare(other.day));
  byId("coming").hidden = days.length === 0;
  byId("calendar").replaceChildren(...days.map(({ day, words, entry, version }) => make("li", {},
    make("time", { datetime: day }, longDate(day)),
    make("span", {}, `${entry.title}: ${words}`),
    make("button", {
      type: "button", class: "secondary", "aria-label": `Read ${entry.title}, version ${version.version}`,
      onclick: () => read(entry, version),
    }, "Read"))));
}

function comparer(entry) {
  const choice = (words, chosen) => make("label", {}, `${words} `, make("select", {},
    ...entry.versions.map((each, place) => make("option", {
      value: each.version, selected: place === chosen,
    }, each.version))));
  const before = choice("Compare version", entry.versions.length - 2);
  const after = choice("with", entry.versions.length - 1);
  return make("form", {
    class: "comparer",
    onsubmit: (event) => {
      event.preventDefault();
      compare(entry, before.querySelector("select").value, after.querySelector("select").value);
    },
  }, before, after, make("button", { type: "submit", class: "secondary" }, "Compare"));
}

async function compare(entry, before, after) {
  open(`${entry.title}: version ${before} and version ${after}`, make("p", { class: "quiet" }, "Comparing…"));
  try {
    const found = await getJson(`${versionPath(entry.document_id, before)}/changes/${encodeURIComponent(after)}`);
    fill(...comparisonParts(found));
  } catch (problem) {
    fill(make("p", { class: "problem" }, problem.message));
  }
}

async function read(entry, version) {
  const page = document.createElement("attest-page");
  open(`${entry.title}, version ${version.version}`, page);
  try {
    const opened = await openVersion(entry.document_id, version.version);
    const first = opened.page_sizes[0]?.number ?? 1;
    page.show({ document_id: entry.document_id, version: version.version, page: first, start: 0, end: 0,
      quote: "", title: entry.title });
  } catch (problem) {
    fill(make("p", { class: "problem" }, problem.message));
  }
}

function open(title, ...parts) {
  reader.replaceChildren(make("header", {},
    make("h2", { id: "reader-heading" }, title),
    make("button", {
      type: "button", class: "secondary", onclick: () => reader.close(),
    }, "Close")), make("div", { class: "reader-body" }, ...parts));
  if (!reader.open) reader.showModal();
}

function fill(...parts) {
  reader.querySelector(".reader-body")?.replaceChildren(...parts);
}

async function load() {
  const arrived = ++reading;
  try {
    const list = await getJson("/v1/documents");
    if (arrived !== reading) return;
    documents = list.documents;
    today = list.as_of;
    draw();
  } catch (problem) {
    if (arrived === reading) byId("summary").textContent = problem.message;
  }
}

document.addEventListener("attest-signing-in", () => {
  reading += 1;
  documents = [];
  reader.close();
  reader.replaceChildren();
  byId("list").replaceChildren();
  byId("coming").hidden = true;
  byId("summary").textContent = "";
});
document.addEventListener("attest-signed-in", load);
document.addEventListener("attest-sign-in-failed", (event) => {
  byId("summary").textContent = event.detail.problem.message;
});
byId("find").addEventListener("input", draw);
reader.addEventListener("close", () => reader.replaceChildren());
