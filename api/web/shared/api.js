// The HTTP interface, for every screen. The token is kept in memory alone.

let token = null;

/** Every later request speaks for this token; null signs out. */
export function useToken(value) {
  token = value;
}

// How a request is sent; the widget, on another site, has a way of its own.
let transport = (path, options) => fetch(path, options);

/** Every later request goes out by `value(path, options)`, which promises a Response as fetch does. */
export function useTransport(value) {
  transport = value;
}

export function hasToken() {
  return token !== null;
}

/** A failure in the server's own words, safe to show. `code` is the last part of its type. */
export class Problem extends Error {
  constructor(status, { title = "", detail = "", type = "", errors = [] } = {}) {
    super([title, detail].filter(Boolean).join(". ").replace("..", "."));
    this.status = status;
    this.code = type.split(":").pop();
    this.errors = errors;
  }
}

/** No answer came at all, so that the same request may be sent again. */
export class Unreachable extends Problem {}

export function problemOf(status, problem) {
  return new Problem(status, { title: `The server answered ${status}`, ...problem });
}

/** The browser's own words for it ("Failed to fetch") tell nobody what to do. */
function unreachable(error) {
  if (error.name === "AbortError" || error.status) throw error;
  throw new Unreachable(0, {
    title: "The server cannot be reached", detail: "Check the connection, and try again.",
  });
}

/** The response of a request that succeeded; every other one is thrown as a Problem. */
export async function send(method, path, { body, signal, headers = {}, keepalive } = {}) {
  const sent = { ...headers };
  if (token) sent.Authorization = `Bearer ${token}`;
  if (body !== undefined) sent["Content-Type"] = "application/json";
  const response = await transport(path, {
    method, headers: sent, signal, keepalive, credentials: "omit",
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(unreachable);
  if (response.ok) return response;
  throw problemOf(response.status, await response.json().catch(() => ({})));
}

/** The body of an answer in JSON; null where it has none. */
export async function sendForJson(method, path, options) {
  const response = await send(method, path, options);
  return response.status === 204 ? null : response.json();
}

export const getJson = (path, options) => sendForJson("GET", path, options);
export const postJson = (path, body, options) => sendForJson("POST", path, { body, ...options });
export const putJson = (path, body, options) => sendForJson("PUT", path, { body, ...options });

export async function getBlob(path, options) {
  return (await send("GET", path, options)).blob();
}

/** The demo's roles; null where the demo is off. */
export async function demoRoles() {
  const response = await fetch("/demo/roles", { credentials: "omit" });
  return response.ok ? (await response.json()).roles : null;
}

export async function demoToken(role) {
  return (await postJson("/demo/token", { role })).token;
}

/** 32 hex digits for an Idempotency-Key: a request sent twice under it is done once. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function versionPath(documentId, version) {
  return `/v1/documents/${encodeURIComponent(documentId)}/versions/${encodeURIComponent(version)}`;
}

export function openVersion(documentId, version) {
  return getJson(versionPath(documentId, version));
}

export function pageBoxes(documentId, version, page, start, end) {
  return getJson(
    `${versionPath(documentId, version)}/pages/${page}/boxes?start=${start}&end=${end}`);
}

export function pageImage(documentId, version, page) {
  return getBlob(`${versionPath(documentId, version)}/pages/${page}/image`);
}

export function sourceFile(documentId, version) {
  return getBlob(`${versionPath(documentId, version)}/source`);
}
