// The room without this script works by plain forms. It adds: Ctrl+Enter, drafts, the clock, and a
// word about a connection that is lost. Nothing here decides anything.
"use strict";

const WAIT = 700; // ms of silence before a draft is sent
const AGAIN = 3000; // ms before one is sent again that could not be kept
const LOST = { // what trying again does not mend
  401: "You are logged out: copy what you typed, then enter again.",
  403: "You came in anew elsewhere: copy what you typed, then load this page again.",
  404: "This interview is not there any more: copy what you typed.",
};
let timer = 0;
let saved = "";

const form = () => document.getElementById("answer");

function draft() {
  const f = form();
  if (!f) return null;
  const body = new URLSearchParams(new FormData(f));
  body.delete("key");
  return body;
}

async function save() {
  const f = form(), body = draft();
  if (!f || !body || body.toString() === saved) return;
  const status = await send(f.dataset.draft, body);
  if (passes(status)) {
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
  } else if (status < 300) {
    saved = body.toString();
  }
  const note = document.getElementById("kept");
  if (note) note.textContent = told(status);
}

// The status of the reply; 0 where none came.
async function send(address, body) {
  try {
    return (await fetch(address, { method: "POST", body })).status;
  } catch {
    return 0;
  }
}

// Whether it may be kept when it is sent again as it is.
function passes(status) {
  return status === 0 || status === 429 || status >= 500;
}

function told(status) {
  if (passes(status)) return "The draft is not kept yet; it is tried again.";
  if (status < 300) return "Draft kept.";
  return LOST[status] || "This cannot be kept as a draft, maybe for its length: copy what you typed.";
}

document.addEventListener("input", (event) => {
  if (!event.target.closest("#answer")) return;
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#answer")) {
    event.preventDefault();
    form().requestSubmit(form().querySelector("button:not([name]):not(.second)"));
  }
});

// Leaving is a plain form, not a request in the background.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-plain]");
  if (!button) return;
  event.preventDefault();
  const body = draft(), leave = document.createElement("form");
  if (body) navigator.sendBeacon(form().dataset.draft, body);
  leave.method = "post";
  leave.action = button.getAttribute("formaction");
  const csrf = document.createElement("input");
  csrf.type = "hidden"; csrf.name = "csrf"; csrf.value = form().elements.csrf.value;
  leave.append(csrf);
  document.body.append(leave);
  leave.submit();
});

addEventListener("pagehide", () => {
  const f = form(), body = draft();
  if (f && body && body.toString() !== saved) navigator.sendBeacon(f.dataset.draft, body);
});

function tick() {
  const clock = document.querySelector(".timer");
  if (!clock || clock.dataset.paused) return;
  const minutes = Number(clock.dataset.minutes);
  const gone = Math.max(0, Math.floor((Date.now() - Number(clock.dataset.asked)) / 60000));
  clock.textContent = gone < minutes
    ? `Usually about ${minutes} minutes; ${gone} gone.`
    : `Usually about ${minutes} minutes; ${gone} gone. Take the time you need.`;
}
setInterval(tick, 5000);
tick();

const away = document.getElementById("away");
document.addEventListener("htmx:sse:error", () => { away.hidden = false; });
document.addEventListener("htmx:sse:after:connection", () => { away.hidden = true; });
document.addEventListener("htmx:after:swap", tick);
