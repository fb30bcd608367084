// The host's whole part: when the widget needs a token, our backend gets it one.

const chat = document.querySelector("attest-chat");
const posture = new URLSearchParams(location.search).get("posture");
if (posture) chat.setAttribute("posture", posture);

chat.addEventListener("attest-token-needed", ({ detail: { conversation, key, respond } }) => {
  respond(fetch("/widget-token", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ conversation, key }),
  }).then((response) => (response.ok ? response.json() : null)));
});
