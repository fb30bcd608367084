// The HTTP interface, as seen from the page. The token is kept in memory alone.

import { eventsOf } from "./stream.js";

let token = null;

/** Every later request speaks for this token; null signs out. */
export function useToken(value) {
  token = value;
}

/** A failure in the server's own words, safe to show. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super([title, detail].filter(Boolean).join(". ").replace("..", "."));
    this.status = status;
  }
}

/** No answer came at all, so that the same request may be sent again. */
class Unreachable extends Problem {}

function problemOf(status, problem) {
  return new Problem(status, problem.title ?? `The server answered ${status}`, problem.detail ?? "");
}

/** The browser's own words for it ("Failed to fetch") tell nobody what to do. */
function unreachable(error) {
  if (error.name === "AbortError") throw error;
  throw new Unreachable(0, "The server cannot be reached", "Check the connection, and try again.");
}

async function send(method, path, { body, signal, headers = {} } = {}) {
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method, headers, signal, body: body && JSON.stringify(body), credentials: "omit",
  }).catch(unreachable);
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw problemOf(response.status, problem);
}

/** The demo's roles; null where the demo is off. */
export async function demoRoles() {
  const response = await fetch("/demo/roles", { credentials: "omit" });
  return response.ok ? (await response.json()).roles : null;
}

export async function demoToken(role) {
  return (await (await send("POST", "/demo/token", { body: { role } })).json()).token;
}

/**
 * The answer or refusal. `onStep(name)` hears what is being done.
 *
 * Where a stream does not come through whole, it is asked for as JSON; the key makes that the
 * same question, so that it is answered and recorded once.
 */
export async function ask(question, asOf, { signal, onStep }) {
  const body = asOf ? { question, as_of: asOf } : { question };
  const key = { "Idempotency-Key": newKey() };
  try {
    const headers = { ...key, Accept: "text/event-stream, application/json;q=0.5" };
    const response = await send("POST", "/v1/answers", { body, signal, headers });
    const answer = await readAnswer(response, onStep);
    if (answer) return answer;
  } catch (problem) {
    const isAnswered = problem instanceof Problem && !(problem instanceof Unreachable);
    if (isAnswered || problem.name === "AbortError") throw problem;
  }
  return (await send("POST", "/v1/answers", { body, signal, headers: key })).json();
}

/** What a stream ends in; null where it was cut off. */
async function readAnswer(response, onStep) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("text/event-stream")) return response.json();
  for await (const { name, data } of eventsOf(response)) {
    if (name === "step") onStep(data.step);
    else if (name === "answer" || name === "refusal") return data;
    else if (name === "problem") throw problemOf(data.status, data);
  }
  return null;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function versionPath(documentId, version) {
  return `/v1/documents/${encodeURIComponent(documentId)}/versions/${encodeURIComponent(version)}`;
}

export async function openVersion(documentId, version) {
  return (await send("GET", versionPath(documentId, version))).json();
}

export async function pageBoxes(documentId, version, page, start, end) {
  const path = `${versionPath(documentId, version)}/pages/${page}/boxes?start=${start}&end=${end}`;
  return (await send("GET", path)).json();
}

export async function pageImage(documentId, version, page) {
  return (await send("GET", `${versionPath(documentId, version)}/pages/${page}/image`)).blob();
}

export async function sourceFile(documentId, version) {
  return (await send("GET", `${versionPath(documentId, version)}/source`)).blob();
}
