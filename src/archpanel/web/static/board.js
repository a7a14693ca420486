// The whiteboard: Mermaid source beside its drawing. The library is loaded when the board is opened
// for the first time, into a frame that can reach nothing; the source alone is part of the answer.
"use strict";

const SILENCE = 500; // ms without a key before it is drawn
const PATIENCE = 8000; // ms for one drawing

let frame = null, ready = false, asked = 0, drawing = 0, pause = 0;

const source = () => document.getElementById("diagram");
const note = () => document.getElementById("board-note");

function open(board) {
  frame = document.createElement("iframe");
  frame.title = "Drawing of the diagram";
  frame.setAttribute("sandbox", "allow-scripts");
  frame.referrerPolicy = "no-referrer";
  frame.src = board.dataset.frame;
  ready = false;
  board.replaceChildren(frame);
}

function draw() {
  if (!frame || !ready || !source()) return;
  if (!source().value.trim()) { note().textContent = "Nothing is drawn yet."; return; }
  asked += 1;
  frame.contentWindow.postMessage({ kind: "draw", id: asked, source: source().value }, "*");
  clearTimeout(drawing);
  const mine = asked;
  drawing = setTimeout(() => {
    if (mine === asked) note().textContent = "The drawing takes too long. The source is kept; a smaller one can be drawn.";
  }, PATIENCE);
}

addEventListener("message", (event) => {
  if (!frame || event.source !== frame.contentWindow || event.origin !== "null") return;
  const { kind, id, height, message } = event.data ?? {};
  if (kind === "ready") { ready = true; draw(); return; }
  if (id !== asked) return;
  clearTimeout(drawing);
  if (kind === "drawn") {
    frame.style.height = `${Math.min(Math.max(Number(height) || 0, 120), 900) + 24}px`;
    note().textContent = "Drawn as the source says.";
  } else if (kind === "error") {
    note().textContent = `Not drawn: ${String(message).slice(0, 400)}`;
  }
});

function begin() {
  const board = document.querySelector("details[data-board]");
  const place = board?.querySelector(".board");
  if (board?.open && place && !place.firstChild) open(place);
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details[data-board]")) begin();
}, true);
document.addEventListener("input", (event) => {
  if (event.target.id !== "diagram") return;
  clearTimeout(pause);
  pause = setTimeout(draw, SILENCE);
});
document.addEventListener("htmx:after:swap", begin);
begin();
