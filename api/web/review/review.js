// The review console: the queue, one item at a time, its claims left and the cited page right.

import { Problem, getJson, hasToken, postJson, send } from "/web/shared/api.js";
import { make, sectionTrail } from "/web/shared/elements.js";
import "/web/shared/page-image.js";
import "/web/shared/sign-in.js";
import { ItemView } from "./item-view.js";
import { listen } from "./keys.js";
import { Saver } from "./saving.js";
import { choicesFor, choose, isWhole } from "./verdicts.js";

// A lock lasts longer; whoever only reads keeps it so.
const KEEP_LOCK_MS = 120_000;
const byId = (id) => document.getElementById(id);
const page = document.querySelector("attest-page");
const view = new ItemView(byId("content"));
const others = new BroadcastChannel("attest-review"); // this reviewer's other windows

let queue = []; // item IDs, oldest first
let reviewer = null;
let saver = null;
let desk = null; // the item that is held
let opening = 0; // the newest opening wins
let isSigning = false;
let lastTouch = 0;

function notice(text, kind = "") {
  byId("notice").className = `notice ${kind}`;
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

function saved(state, text) {
  byId("saved").dataset.state = state;
  byId("saved").textContent = text;
}

function empty(...parts) {
  desk = null;
  view.clear(...parts);
  page.clear();
  byId("source").replaceChildren();
  byId("sign-bar").hidden = true;
  saved("", "");
}

function drawBar() {
  const at = desk ? queue.indexOf(desk.item_id) : -1;
  byId("position").textContent = at >= 0 ? `Item ${at + 1} of ${queue.length}`
    : `${queue.length} ${queue.length === 1 ? "item" : "items"}`;
  byId("previous").disabled = at <= 0;
  byId("next").disabled = at < 0 ? !queue.length : at + 1 >= queue.length;
  if (!desk) return;
  const lacking = view.lacking;
  byId("lacking").textContent = lacking
    ? `${lacking} of ${desk.places.length} still need a verdict with a reason`
    : "Ready to sign";
  byId("sign").disabled = isSigning;
}

async function loadQueue() {
  const turn = ++opening;
  empty(make("p", { class: "loading" }, "Loading the queue…"));
  try {
    const found = await getJson("/v1/reviews");
    if (turn !== opening) return; // another person has signed in meanwhile
    if (found.reviewer !== reviewer) {
      reviewer = found.reviewer;
      saver = new Saver(reviewer);
      saver.addEventListener("state", onSaving);
    }
    queue = found.items.map((item) => item.item_id);
    const free = found.items.filter((item) => item.held_by !== "another");
    const resumed = free.find((item) => item.held_by === "me") ?? free[0];
    if (resumed) await open(resumed.item_id);
    else showNothing(found.items.length);
  } catch (problem) {
    if (turn !== opening) return;
    queue = [];
    if (problem.status === 404) {
      showProblem("This page is for reviewers", "Ask the head of review to add you to the group.");
    } else showProblem("The queue cannot be shown", problem.message);
    drawBar();
  }
}

function showProblem(heading, text) {
  empty(make("div", { class: "problem", role: "alert" }, make("h1", {}, heading), make("p", {}, text)));
}

function showNothing(held) {
  empty(make("div", { class: "nothing" },
    make("h1", {}, held ? "Others are reviewing what is left" : "Nothing to review"),
    make("p", {}, "New items appear as answers are sampled or disputed."),
    make("button", { type: "button", class: "secondary", onclick: loadQueue }, "Look again")));
  drawBar();
}

async function open(itemId) {
  const turn = ++opening;
  await leave();
  try {
    const found = await postJson(`/v1/reviews/${itemId}/lock`);
    if (turn !== opening) return;
    desk = found;
    desk.marks = { ...desk.marks, ...saver.unsaved(itemId) };
    byId("sign-bar").hidden = false;
    byId("item").dataset.item = itemId;
    view.show(desk);
    saved("saved", Object.keys(desk.marks).length ? "Saved" : "");
    if (!desk.response.sentences.length) showFirstSeen();
    if (desk.whys.includes("text_changed")) askAgain(itemId);
  } catch (problem) {
    if (turn !== opening) return;
    showProblem("The item cannot be shown", problem.message);
    if (problem.status === 404) queue = queue.filter((each) => each !== itemId);
  }
  drawBar();
}

function showFirstSeen() {
  page.clear();
  byId("source").replaceChildren();
  const [first] = desk.looked_at;
  if (first) cite(first);
}

/** Lets go of the item before, once all that was said of it is saved. */
async function leave() {
  if (!desk) return;
  const itemId = desk.item_id;
  try {
    await saver.flush();
    await send("DELETE", `/v1/reviews/${itemId}/lock`);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    // What is unsaved is sent again by itself, and the lock ends by itself.
  }
}

async function askAgain(itemId) {
  try {
    const response = await postJson(`/v1/reviews/${itemId}/again`);
    if (desk?.item_id === itemId) view.showAgain(response);
  } catch (problem) {
    notice(`Today's answer cannot be shown: ${problem.message}`);
  }
}

function cite(citation) {
  byId("source").replaceChildren(
    make("strong", {}, citation.title),
    make("span", {}, `${citation.document_id} · version ${citation.version} · `
      + `${sectionTrail({ section_path: [], ...citation })}`));
  page.show(citation);
}

function mark(place, made, options) {
  desk.marks[place] = made;
  view.draw(place, made);
  saver.put(desk.item_id, place, made, options);
  lastTouch = Date.now();
  drawBar();
}

function chosen(place, code) {
  const before = desk.marks[place] ?? { code: "", reason: "" };
  mark(place, choose(choicesFor(place, desk.response), before, code));
  if (!isWhole(desk.marks[place])) view.writeReason();
}

function onSaving({ detail }) {
  if (detail.revision && desk?.item_id === detail.itemId) {
    desk.revision = Math.max(desk.revision, detail.revision);
    const { itemId, place, mark: made } = detail;
    others.postMessage({ reviewer, itemId, place, mark: made, revision: detail.revision });
  }
  if (detail.state === "saving") saved("saving", "Saving…");
  else if (detail.state === "saved") saved("saved", "Saved");
  else {
    saved("unsaved", "Not saved");
    notice(detail.passes ? `${detail.problem.message} It is tried again.` : detail.problem.message,
      "bad");
  }
}

async function sign() {
  if (!desk || isSigning) return;
  const itemId = desk.item_id;
  const lacking = desk.places.findIndex((place) => !isWhole(desk.marks[place]));
  if (lacking >= 0) {
    view.goTo(lacking, { isFocused: true });
    notice("This one has no verdict, or no reason, yet.", "bad");
    return;
  }
  isSigning = true;
  drawBar();
  try {
    await saver.flush();
    const done = await postJson(
      `/v1/reviews/${itemId}/signature`, { revision: desk.revision });
    others.postMessage({ reviewer, itemId, isSigned: true });
    notice(done.seed ? seedText(done.seed) : "Signed and on record.",
      done.seed && !done.seed.is_caught ? "bad" : "good");
    isSigning = false;
    await goOn(itemId);
  } catch (problem) {
    notice(problem.message, "bad");
    if (problem.status === 409) await open(itemId); // another window changed it: look again
  } finally {
    isSigning = false;
    drawBar();
  }
}

function seedText({ spoiling, place, is_caught: isCaught }) {
  const what = spoiling === "figure_changed" ? "a figure was changed" : "its source was swapped";
  return `That was a seeded error (claim ${Number(place.split(".")[0]) + 1}: ${what}). `
    + (isCaught ? "You caught it." : "It was marked as supported.");
}

/** To the item behind the one that is done; at the end the queue is read again. */
async function goOn(itemId) {
  const at = queue.indexOf(itemId);
  queue = queue.filter((each) => each !== itemId);
  desk = null;
  if (queue.length) await open(queue[Math.min(Math.max(at, 0), queue.length - 1)]);
  else await loadQueue();
}

function move(by) {
  const at = desk ? queue.indexOf(desk.item_id) : -1;
  const to = queue[at < 0 ? 0 : at + by];
  if (to && to !== desk?.item_id) {
    notice("");
    open(to);
  }
}

others.addEventListener("message", ({ data }) => {
  if (data.reviewer !== reviewer || desk?.item_id !== data.itemId) return;
  if (data.isSigned) {
    notice("You signed this item in another window.", "good");
    goOn(data.itemId);
    return;
  }
  desk.revision = Math.max(desk.revision, data.revision);
  if (!saver.unsaved(desk.item_id)[data.place]) {
    desk.marks[data.place] = data.mark;
    view.draw(data.place, data.mark);
    drawBar();
  }
});

setInterval(() => {
  const isAtWork = desk && hasToken() && Date.now() - lastTouch < 2 * KEEP_LOCK_MS;
  if (isAtWork) postJson(`/v1/reviews/${desk.item_id}/lock`).catch(() => undefined);
}, KEEP_LOCK_MS);
for (const touch of ["keydown", "pointermove"]) {
  document.addEventListener(touch, () => {
    lastTouch = Date.now();
  }, { passive: true });
}

view.addEventListener("cite", ({ detail }) => cite(detail.citation));
view.addEventListener("choose", ({ detail }) => chosen(detail.place, detail.code));
view.addEventListener("reason", ({ detail: { place, reason } }) => {
  mark(place, { code: desk.marks[place]?.code ?? "", reason }, { isTyping: true });
});
byId("previous").addEventListener("click", () => move(-1));
byId("next").addEventListener("click", () => move(1));
byId("sign").addEventListener("click", sign);
byId("help").addEventListener("click", () => byId("sheet").showModal());
document.addEventListener("attest-signing-in", () => {
  opening += 1;
  reviewer = saver = null;
  queue = [];
  notice("");
  empty();
});
document.addEventListener("attest-signed-in", loadQueue);
document.addEventListener("attest-sign-in-failed", ({ detail }) => {
  showProblem("You are not signed in", detail.problem.message);
});
listen({
  previousItem: () => move(-1),
  nextItem: () => move(1),
  step: (by) => view.step(by),
  choose: (number) => {
    const choice = desk && choicesFor(view.place, desk.response)[number - 1];
    if (choice) chosen(view.place, choice.code);
  },
  sign,
  reason: () => view.writeReason(),
  leave: () => view.leaveReason(),
  help: () => byId("sheet").showModal(),
}, { sheet: byId("sheet"), isOn: byId("shortcuts") });
