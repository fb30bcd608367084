// The widget in a frame, for hosts that may not run scripts of other sites. Only configured origins
// can frame this page; the token comes from the page around it by message.

import "/widget.js";

const waiting = new Map();
const chat = document.createElement("attest-chat");
for (const name of ["posture", "heading", "public-classes"]) {
  const value = new URLSearchParams(location.search).get(name);
  if (value) chat.setAttribute(name, value);
}
chat.addEventListener("attest-token-needed", ({ detail: { conversation, key, respond } }) => {
  const asked = crypto.randomUUID();
  respond(new Promise((resolve) => { waiting.set(asked, resolve); }));
  // It holds no secret: whoever frames this page may hear it.
  window.parent.postMessage({ type: "attest-token-needed", asked, conversation, key, origin: location.origin }, "*");
});
window.addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || data?.type !== "attest-token") return;
  waiting.get(data.asked)?.({ token: data.token, expires_in_seconds: data.expires_in_seconds });
  waiting.delete(data.asked);
});
document.body.append(chat);
