// The editor works without this script. It adds the sum of the shares while they are typed, and a
// word before what was typed is left behind.
"use strict";

const total = document.getElementById("total");
const editor = document.querySelector(".editor");
let changed = Boolean(document.getElementById("problems"));

function sum() {
  let all = 0;
  for (const field of document.querySelectorAll(".percent")) {
    const share = Number(field.value.replace("%", "").replace(",", ".").trim());
    if (Number.isFinite(share)) all += share;
  }
  const shown = Math.round(all * 1e6) / 1e6;
  const word = shown === 100 ? total.dataset.right : total.dataset.wrong;
  total.textContent = `${shown}% (${word})`;
}

if (total) { document.addEventListener("input", (event) => { if (event.target.matches(".percent")) sum(); }); sum(); }
editor.addEventListener("input", () => { changed = true; });
editor.addEventListener("submit", () => { changed = false; });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
