// The staff page: ask, read, open the page behind a quote, go back to what was asked before.
// The address says what is shown: "/" a new question, "/a/{id}" an answer on record.

import { numbered } from "../answer/citations.js";
import { getJson, hasToken, newKey, sourceFile } from "../shared/api.js";
import "../shared/dispute.js";
import { isTyping, make } from "../shared/elements.js";
import "../shared/sign-in.js";
import { answerParts, headingOf } from "./answer-view.js";
import { narrowedWords } from "./ask-form.js";
import { askInSight } from "./asking.js";
import "./follow-up.js";
import "./history-list.js";
import "./source-panel.js";

const byId = (id) => document.getElementById(id);
const ask = document.querySelector("attest-ask");
const history_ = document.querySelector("attest-history");
const followUp = document.querySelector("attest-follow-up");
const answer = byId("answer");
const source = byId("source");
const desk = byId("desk");

let documents = []; // what may be read, as the server lists it
let today = "";
let shown = null; // the response on the screen
let asking = null; // the AbortController of the question on its way
let opened = null; // the button that a source was opened with: the focus goes back to it
let wasSignedIn = false;
let signedIn = Promise.withResolvers ? Promise.withResolvers() : deferred();

function deferred() {
  const made = {};
  made.promise = new Promise((resolve) => { made.resolve = resolve; });
  return made;
}

/* What is kept with the page's address, for Back and reload: the form as it stands, what the
   answer was asked with, and a question on its way. */
function keep(changes) {
  history.replaceState({ ...history.state, ...changes }, "");
}

function answerIdInAddress() {
  const found = /^\/a\/([^/]+)$/.exec(location.pathname);
  return found ? decodeURIComponent(found[1]) : null;
}

/* ---- asking ---- */

async function submit(asked, followed = null, key = newKey()) {
  asking?.abort();
  clearAnswer();
  const controller = new AbortController();
  asking = controller;
  // A question from an answer's own page is on its way at "/": Back leads to that answer.
  const isFromAnswer = answerIdInAddress() !== null;
  const state = { form: ask.asked, pending: { asked, followed, key } };
  if (isFromAnswer) {
    keep({ form: history.state?.asked ?? null }); // Back finds its own question, not this one
    history.pushState(state, "", "/");
  } else keep(state);
  desk.setAttribute("aria-busy", "true");
  document.body.classList.add("has-asked");
  await signedIn.promise;
  if (controller.signal.aborted) return;
  try {
    const response = await askInSight({ ...asked, follow_up: followed }, {
      key, frame: byId("working"), status: byId("status"), controller,
    });
    if (controller !== asking) return;
    keep({ pending: null });
    const address = `/a/${encodeURIComponent(response.answer_id)}`;
    if (isFromAnswer) history.replaceState({ form: asked, asked }, "", address);
    else history.pushState({ form: asked, asked }, "", address);
    show(response);
    history_.refresh();
  } catch (problem) {
    if (controller !== asking) return;
    keep({ pending: null });
    if (problem.name === "AbortError") say("Stopped. Nothing was recorded unless the answer was ready.");
    else say(problem.message, true);
  } finally {
    if (controller === asking) {
      asking = null;
      desk.removeAttribute("aria-busy");
    }
  }
}

function askAgain(changes) {
  const asked = { ...ask.asked, question: shown.question, ...changes };
  ask.asked = asked;
  submit(asked);
}

/* ---- showing ---- */

function show(response) {
  shown = response;
  const cited = [...numbered(response.sentences).values()].map(({ citation }) => citation);
  source.use(cited, markOpen);
  answer.className = `answer ${response.kind}`;
  answer.replaceChildren(...answerParts(response, {
    documents: new Map(documents.map((each) => [each.document_id, each])),
    today: today || response.as_of,
    narrowed: narrowedWords(history.state?.asked ?? {}, documents),
    onCite: cite,
    // A question that names a day is asked for that day, unless another one is given.
    onToday: () => askAgain({ as_of: response.heard ? today : null }),
    onAsk: (question) => askAgain({ question }),
    onRephrase: () => ask.focusQuestion({ select: true }),
    onWithoutFilters: () => askAgain({ document_ids: null, jurisdictions: null, classifications: null }),
    onDownload: download,
    onOpenAnswer: openFromLink,
  }));
  answer.hidden = false;
  document.body.classList.add("has-asked");
  document.title = `${response.question} · ${headingOf(response)} · Attest`;
  followUp.offer(response.answer_id);
  history_.mark(response.answer_id);
  byId("after-answer").replaceChildren(make("attest-dispute", { "answer-id": response.answer_id }));
  answer.focus({ preventScroll: true });
  answer.scrollIntoView({ block: "nearest" });
}

function clearAnswer() {
  source.close();
  shown = null;
  followUp.clear();
  answer.hidden = true;
  answer.replaceChildren();
  byId("after-answer").replaceChildren();
  say("");
  history_.mark(null);
}

function say(words, isProblem = false) {
  byId("working").replaceChildren(...(words
    ? [make("p", { class: isProblem ? "problem" : "said", role: isProblem ? "alert" : "status" }, words)] : []));
}

function cite(citation, button) {
  opened = button;
  source.open(citation);
}

/** The open quote is marked, and shown beside its page. */
function markOpen(place) {
  desk.classList.toggle("with-source", place !== null);
  const number = place === null || place < 0 ? null : String(place + 1);
  for (const element of answer.querySelectorAll("[data-quote]")) {
    element.classList.toggle("open", element.dataset.quote === number);
  }
  if (place === null) {
    opened?.focus();
    opened = null;
  } else if (number) {
    answer.querySelector(`[data-quote="${number}"]`)?.scrollIntoView({ block: "nearest" });
  }
}

async function download(citation, version) {
  try {
    const blob = await sourceFile(citation.document_id, citation.version);
    const address = URL.createObjectURL(blob);
    const suffix = version?.source_name ?? `${citation.document_id}-${citation.version}`;
    make("a", { href: address, download: suffix }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (problem) {
    say(problem.message, true);
  }
}

/* ---- the address ---- */

function openFromLink(event, answerId) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  goTo(answerId);
}

function goTo(answerId) {
  if (answerId !== answerIdInAddress()) {
    keep({ form: ask.asked });
    history.pushState({}, "", `/a/${encodeURIComponent(answerId)}`);
  }
  route();
}

/** Shows what the address says; the server is asked again what may be seen. */
async function route() {
  asking?.abort();
  asking = null;
  desk.removeAttribute("aria-busy");
  clearAnswer();
  const answerId = answerIdInAddress();
  const { form, pending } = history.state ?? {};
  document.body.classList.toggle("has-asked", answerId !== null);
  if (form) ask.asked = form;
  if (answerId === null) {
    document.title = "Attest: policy answers with proof";
    // Under the same key it gets what was recorded meanwhile, or is answered once.
    if (pending) submit(pending.asked, pending.followed, pending.key);
    return;
  }
  try {
    const response = await getJson(`/v1/answers/${encodeURIComponent(answerId)}`);
    if (answerId !== answerIdInAddress()) return;
    if (!form) ask.asked = { question: response.question, as_of: response.as_of === today ? null : response.as_of };
    show(response);
  } catch (problem) {
    if (answerId !== answerIdInAddress()) return;
    say(problem.status === 404
      ? "There is no such answer that you may read. It is shown to the one who asked, while they may read what it cites."
      : problem.message, true);
  }
}

/* ---- who asks ---- */

/** What belongs to one person is taken away before another is signed in. */
function forget() {
  signedIn = Promise.withResolvers ? Promise.withResolvers() : deferred();
  asking?.abort();
  asking = null;
  if (wasSignedIn) keep({ pending: null }); // another person's; after a reload it is one's own
  wasSignedIn = true;
  clearAnswer();
  documents = [];
  history_.clear();
  byId("nothing-readable").hidden = true;
  ask.offer([]);
}

async function welcome() {
  if (!hasToken()) return;
  const arrived = signedIn;
  try {
    const list = await getJson("/v1/documents");
    if (arrived !== signedIn) return;
    documents = list.documents;
    today = list.as_of;
    ask.offer(documents);
    byId("nothing-readable").hidden = documents.length > 0;
    byId("examples").hidden = documents.length === 0;
    history_.refresh();
  } catch (problem) {
    if (arrived === signedIn) say(problem.message, true);
  }
  arrived.resolve();
  if (arrived === signedIn && asking === null) route();
}

document.addEventListener("attest-signing-in", forget);
document.addEventListener("attest-signed-in", welcome);
document.addEventListener("attest-sign-in-failed", (event) => say(event.detail.problem.message, true));
document.addEventListener("attest-ask", (event) => submit(event.detail));
document.addEventListener("attest-ask-changed", (event) => keep({ form: event.detail }));
document.addEventListener("attest-open-answer", (event) => goTo(event.detail.answerId));
document.addEventListener("attest-follow", (event) => {
  const asked = { ...ask.asked, question: event.detail.question };
  ask.asked = asked;
  submit(asked, event.detail.followUp);
});
window.addEventListener("popstate", route);
byId("examples").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const asked = { ...ask.asked, question: button.textContent };
  ask.asked = asked;
  submit(asked);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (source.isOpen) source.close();
  else if (asking && !isTyping(event)) asking.abort();
});
/* Numbers open a quote's page while the answer or its source has the focus, and nowhere else. */
document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement;
  if (!answer.contains(at) && !source.contains(at)) return;
  if (/^[1-9]$/.test(event.key)) answer.querySelector(`button[data-source="${event.key}"]`)?.click();
  else if (source.isOpen && event.key === "n") source.move(1);
  else if (source.isOpen && event.key === "p") source.move(-1);
});
window.addEventListener("beforeprint", () => {
  for (const card of answer.querySelectorAll("details")) card.open = true;
});
/* Wide enough for a column of its own, the history stands open. */
const wide = window.matchMedia("(min-width: 80rem)");
const dock = () => { byId("history-frame").open = wide.matches; };
wide.addEventListener("change", dock);
dock();
if (history.state?.form) ask.asked = history.state.form;
