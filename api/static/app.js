// The page: sign in, ask, read the answer, open its sources.

import { showResponse } from "./answer-view.js";
import * as client from "./client.js";
import { make } from "./elements.js";
import { SourceView } from "./source-view.js";

const byId = (id) => document.getElementById(id);
const form = byId("ask");
const question = byId("question");
const answer = byId("answer");
const status = byId("status");
const desk = byId("desk");

const STEPS = {
  searching: "Reading the policies…",
  judging: "Judging whether they answer…",
  drafting: "Drafting…",
  verifying: "Checking every sentence against its source…",
  recording: "Putting it on record…",
};

let lastCitation = null; // where the focus returns to when a source is closed
let asking = null;
let signedIn = null; // a question asked before it is settled waits for it

const source = new SourceView(byId("source"), () => {
  desk.classList.remove("with-source");
  markOpen(null);
  lastCitation?.focus();
});

function markOpen(number) {
  for (const element of answer.querySelectorAll("[data-source]")) {
    element.classList.toggle("open", element.dataset.source === number);
  }
}

function cite(citation, button) {
  lastCitation = button;
  markOpen(button.dataset.source);
  desk.classList.add("with-source");
  source.open(citation);
}

function clearAnswer() {
  asking?.abort();
  source.clear();
  desk.classList.remove("with-source");
  answer.hidden = true;
  answer.replaceChildren();
  status.textContent = "";
}

async function submit(event) {
  event?.preventDefault();
  const asked = question.value.trim();
  if (!asked) return;
  await Promise.allSettled([signedIn]);
  clearAnswer();
  asking = new AbortController();
  const { signal } = asking;
  document.body.classList.add("has-asked");
  desk.setAttribute("aria-busy", "true");
  status.textContent = STEPS.searching;
  const onStep = (step) => {
    if (!signal.aborted) status.textContent = STEPS[step] ?? status.textContent;
  };
  try {
    const response = await client.ask(asked, byId("as-of").value, { signal, onStep });
    status.textContent = "";
    showResponse(answer, response, cite);
    answer.focus({ preventScroll: true });
  } catch (problem) {
    if (problem.name === "AbortError") return;
    status.replaceChildren(make("span", { class: "problem" }, problem.message));
  } finally {
    if (!signal.aborted) desk.removeAttribute("aria-busy");
  }
}

function words(role) {
  const text = role.replaceAll("-", " ");
  return text === "hr" ? "HR" : text[0].toUpperCase() + text.slice(1);
}

/** What belongs to one person is taken away before another is signed in. */
async function signIn(role) {
  clearAnswer();
  client.useToken(null);
  try {
    client.useToken(await client.demoToken(role));
  } catch (problem) {
    status.replaceChildren(make("span", { class: "problem" }, problem.message));
  }
}

/** Today where the reader is, as a date field wants it. */
function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

async function start() {
  byId("as-of").value = today();
  form.addEventListener("submit", submit);
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(); // says itself that the question is empty
  });
  byId("sign-in").addEventListener("submit", (event) => event.preventDefault());
  for (const example of byId("examples").querySelectorAll("button")) {
    example.addEventListener("click", () => {
      question.value = example.textContent;
      submit();
    });
  }
  const roles = await client.demoRoles();
  if (roles === null) {
    byId("token-field").hidden = false;
    byId("token").addEventListener("change", (event) => {
      clearAnswer();
      client.useToken(event.target.value.trim() || null);
    });
    return;
  }
  const picker = byId("role");
  picker.append(...roles.map((role) => make("option", { value: role }, words(role))));
  picker.addEventListener("change", () => {
    signedIn = signIn(picker.value);
  });
  byId("role-field").hidden = false;
  await signIn(picker.value);
}

signedIn = start();
