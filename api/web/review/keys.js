// The console's keys. They are silent while somebody types, and single ones can be turned off.

import { isTyping } from "/web/shared/elements.js";

const KEPT = "attest-review-shortcuts";

/** `act` has a function for each: previousItem, nextItem, step, choose, sign, reason, leave, help. */
export function listen(act, { sheet, isOn }) {
  isOn.checked = localStorage.getItem(KEPT) !== "off";
  isOn.addEventListener("change", () => localStorage.setItem(KEPT, isOn.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (sheet.open || event.defaultPrevented || event.altKey) return;
    const done = isTyping(event) ? whileTyping(event, act) : otherwise(event, act, isOn.checked);
    if (done) event.preventDefault();
  });
}

function isSigning(event) {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey);
}

function whileTyping(event, act) {
  if (isSigning(event)) return did(act.sign);
  const isReason = event.target.classList.contains("reason");
  if (isReason && !event.isComposing && !event.shiftKey
    && (event.key === "Enter" || event.key === "Escape")) return did(act.leave);
  return false;
}

function otherwise(event, act, singleKeys) {
  if (isSigning(event)) return did(act.sign);
  if (event.ctrlKey || event.metaKey || !singleKeys) return false;
  if (event.key === "?") return did(act.help);
  if (event.target.closest?.("attest-page, attest-sign-in")) return false; // arrows scroll there
  if (event.key === "ArrowUp") return did(() => act.step(-1));
  if (event.key === "ArrowDown") return did(() => act.step(1));
  if (event.key === "ArrowLeft") return did(act.previousItem);
  if (event.key === "ArrowRight") return did(act.nextItem);
  if (/^[1-5]$/.test(event.key)) return did(() => act.choose(Number(event.key)));
  if (event.key === "Enter" && event.target.classList?.contains("claim")) return did(act.reason);
  return false;
}

function did(action) {
  action();
  return true;
}
