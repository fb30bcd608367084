// For hosts that run no scripts of other sites: the widget in a frame, its token by message.

const frame = document.querySelector("iframe");
const attest = new URL(frame.src).origin;

window.addEventListener("message", async ({ origin, source, data }) => {
  if (origin !== attest || source !== frame.contentWindow || data?.type !== "attest-token-needed") return;
  const response = await fetch("/widget-token", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ conversation: data.conversation, key: data.key, framed: true }),
  });
  const given = response.ok ? await response.json() : {};
  source.postMessage({ type: "attest-token", asked: data.asked, ...given }, attest);
});
