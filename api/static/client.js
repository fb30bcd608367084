// The HTTP interface, as seen from the page. The token is kept in memory alone.

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

async function send(method, path, { body, signal } = {}) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method, headers, signal, body: body && JSON.stringify(body), credentials: "omit",
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  const title = problem.title ?? `The server answered ${response.status}`;
  throw new Problem(response.status, title, problem.detail ?? "");
}

/** The demo's roles; null where the demo is off. */
export async function demoRoles() {
  const response = await fetch("/demo/roles", { credentials: "omit" });
  return response.ok ? (await response.json()).roles : null;
}

export async function demoToken(role) {
  return (await (await send("POST", "/demo/token", { body: { role } })).json()).token;
}

export async function ask(question, asOf, signal) {
  const body = asOf ? { question, as_of: asOf } : { question };
  return (await send("POST", "/v1/answers", { body, signal })).json();
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
