// <attest-sign-in>: who is at the desk. Fires "attest-signed-in" with { role }, and first
// "attest-signing-in", so that what belongs to one person is gone before the next is let in.

import { demoRoles, demoToken, useToken } from "./api.js";
import { make } from "./elements.js";

// The demo's role outlives a reload; a real token never does.
const ROLE_KEPT = "attest-demo-role";

class SignIn extends HTMLElement {
  #begun = false;
  #signingIn = 0; // the newest wins: a token that comes late is nobody's

  async connectedCallback() {
    if (this.#begun) return;
    this.#begun = true;
    const roles = await demoRoles().catch(() => null);
    if (roles === null) this.#offerToken();
    else await this.#offerRoles(roles);
  }

  #offerToken() {
    const field = make("input", {
      type: "password", autocomplete: "off", spellcheck: "false",
      placeholder: "Paste a token of your issuer",
      onchange: () => {
        this.#tell("attest-signing-in", null);
        useToken(field.value.trim() || null);
        this.#tell("attest-signed-in", null);
      },
    });
    this.replaceChildren(make("label", {}, make("span", {}, "Access token"), field));
  }

  async #offerRoles(roles) {
    const picker = make("select", { onchange: () => this.#signInAs(picker.value) },
      ...roles.map((role) => make("option", { value: role }, roleName(role))));
    const kept = sessionStorage.getItem(ROLE_KEPT);
    if (roles.includes(kept)) picker.value = kept;
    this.replaceChildren(make("label", {}, make("span", {}, "Signed in as"), picker));
    await this.#signInAs(picker.value);
  }

  async #signInAs(role) {
    const turn = ++this.#signingIn;
    this.#tell("attest-signing-in", role);
    useToken(null);
    sessionStorage.setItem(ROLE_KEPT, role);
    try {
      const token = await demoToken(role);
      if (turn !== this.#signingIn) return;
      useToken(token);
      this.#tell("attest-signed-in", role);
    } catch (problem) {
      if (turn === this.#signingIn) this.#tell("attest-sign-in-failed", role, problem);
    }
  }

  #tell(name, role, problem = null) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { role, problem } }));
  }
}

function roleName(role) {
  const text = role.replaceAll("-", " ");
  return text === "hr" ? "HR" : text[0].toUpperCase() + text.slice(1);
}

customElements.define("attest-sign-in", SignIn);
