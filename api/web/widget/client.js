// The widget's way to the server: a token from the host, and with each request a proof that it
// comes from this page. Key and token live in memory, and go with the page.

const TOKEN_WAIT_MILLISECONDS = 15_000;
// A token is renewed this long before it ends, so that a request never meets its end.
const EARLY_SECONDS = 20;

const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const encodeText = (text) => encode(new TextEncoder().encode(text));
const hash = async (text) => encode(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

function randomHex(length) {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The host gave no token, or none that is taken. */
export class NoToken extends Error {
  status = 401;
}

export class WidgetClient {
  #server;
  #askHost;
  #conversation = randomHex(32);
  #keys = null;
  #publicKey = null;
  #token = null;
  #endsAt = 0;
  #asking = null; // one request for a token at a time

  /** `server`: the origin of Attest. `askHost({conversation, key})` promises {token, expires_in_seconds}. */
  constructor(server, askHost) {
    this.#server = server;
    this.#askHost = askHost;
  }

  /** Forgets the conversation: what was asked in it can be followed no more. */
  restart() {
    this.#conversation = randomHex(32);
    this.#keys = this.#token = null;
  }

  /** As fetch, for "/v1/…" paths: under the token, with a proof, to the server. */
  fetch = async (path, options = {}) => {
    let response = await this.#send(path, options);
    if (response.status === 401) { // over, used up or revoked: the host decides whether there is another
      this.#token = null;
      response = await this.#send(path, options);
    }
    return response;
  };

  async #send(path, { method = "GET", headers = {}, ...options }) {
    const token = await this.#freshToken();
    const target = new URL(`/widget${path}`, this.#server);
    return fetch(target, {
      ...options, method, credentials: "omit", mode: "cors", referrerPolicy: "no-referrer",
      headers: {
        ...headers,
        Authorization: `DPoP ${token}`,
        DPoP: await this.#proof(method, target, token),
        "Attest-Conversation": this.#conversation,
      },
    });
  }

  async #freshToken() {
    if (this.#token && Date.now() / 1000 < this.#endsAt - EARLY_SECONDS) return this.#token;
    this.#asking ??= this.#ask().finally(() => { this.#asking = null; });
    return this.#asking;
  }

  async #ask() {
    await this.#makeKeys();
    const { crv, kty, x, y } = this.#publicKey;
    const key = await hash(JSON.stringify({ crv, kty, x, y }));
    const tooLate = new Promise((_, reject) => {
      setTimeout(() => reject(new NoToken("The host application did not answer.")), TOKEN_WAIT_MILLISECONDS);
    });
    const given = await Promise.race([this.#askHost({ conversation: this.#conversation, key }), tooLate])
      .catch(() => null);
    if (!given?.token) throw new NoToken("You are not signed in here. Reload the page, or sign in again.");
    this.#token = given.token;
    this.#endsAt = Date.now() / 1000 + (given.expires_in_seconds ?? 60);
    return this.#token;
  }

  async #makeKeys() {
    if (this.#keys) return;
    const extractable = false; // of the private key: no script can take it away
    this.#keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, extractable, ["sign"]);
    const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", this.#keys.publicKey);
    this.#publicKey = { crv, kty, x, y };
  }

  async #proof(method, target, token) {
    const header = { typ: "dpop+jwt", alg: "ES256", jwk: this.#publicKey };
    const claims = {
      jti: randomHex(32), htm: method, htu: `${target.origin}${target.pathname}`,
      iat: Math.floor(Date.now() / 1000), ath: await hash(token),
    };
    const signed = `${encodeText(JSON.stringify(header))}.${encodeText(JSON.stringify(claims))}`;
    const signature = await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" }, this.#keys.privateKey, new TextEncoder().encode(signed));
    return `${signed}.${encode(signature)}`;
  }
}
