// Reading aloud and dictation by the browser's own speech, both off until they are switched on.
// Where speech would leave this machine, that is said first, and asked.
"use strict";

const LANGUAGE = "en-US";
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
let aloud = false, voice = null, hearing = null;

const row = () => document.getElementById("speech");
const said = () => document.getElementById("said");
const tell = (text) => { const note = document.getElementById("speech-note"); if (note) note.textContent = text; };

function voices() {
  const english = (window.speechSynthesis?.getVoices() ?? []).filter((v) => v.lang.startsWith("en"));
  return { own: english.find((v) => v.localService), other: english.find((v) => !v.localService) };
}

function show() {
  const place = row();
  if (!place) return;
  const { own, other } = voices();
  const read = place.querySelector("[data-read]"), dictate = place.querySelector("[data-dictate]");
  read.hidden = !own && !other;
  dictate.hidden = !Recognition;
  place.hidden = read.hidden && dictate.hidden;
  read.setAttribute("aria-pressed", String(aloud));
  dictate.setAttribute("aria-pressed", String(Boolean(hearing)));
}

function readQuestion() {
  const asked = document.getElementById("said-once")?.textContent || document.getElementById("asked")?.textContent;
  if (!aloud || !asked) return;
  const words = new SpeechSynthesisUtterance(asked);
  words.voice = voice;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

function toggleAloud() {
  if (aloud) { aloud = false; speechSynthesis.cancel(); tell("Questions are not read aloud."); show(); return; }
  const { own, other } = voices();
  if (!own && !confirm("This browser has no voice of its own in English. Questions would be sent to the maker of the browser to be spoken. Do you want that?")) return;
  voice = own ?? other;
  aloud = true;
  tell(own ? "Questions are read aloud, on this machine." : "Questions are read aloud, by the maker of the browser.");
  show();
  readQuestion();
}

async function local() {
  if (typeof Recognition.available !== "function") return false;
  try {
    return (await Recognition.available({ langs: [LANGUAGE], processLocally: true })) === "available";
  } catch { return false; }
}

async function toggleDictation() {
  if (hearing) { hearing.stop(); return; }
  const own = await local();
  if (!own && !confirm("This browser cannot understand speech on this machine. What you say would be sent to the maker of the browser. Do you want that?")) return;
  hearing = new Recognition();
  hearing.lang = LANGUAGE;
  hearing.continuous = true;
  if (own) hearing.processLocally = true;
  hearing.onresult = (event) => {
    for (let at = event.resultIndex; at < event.results.length; at += 1) {
      if (event.results[at].isFinal) put(event.results[at][0].transcript.trim());
    }
  };
  hearing.onerror = (event) => tell(`Dictation ended: ${event.error}.`);
  hearing.onend = () => { hearing = null; show(); };
  hearing.start();
  tell(own ? "Speak; it is understood on this machine. Look over what is written." : "Speak; it is understood by the maker of the browser. Look over what is written.");
  show();
}

function put(words) {
  const box = said();
  if (!box || !words) return;
  const gap = box.value && !/\s$/.test(box.value) ? " " : "";
  box.setRangeText(gap + words, box.selectionEnd, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-read]")) { event.preventDefault(); toggleAloud(); }
  if (event.target.closest("[data-dictate]")) { event.preventDefault(); toggleDictation(); }
});
new MutationObserver(readQuestion).observe(document.getElementById("said-once"), { childList: true });
document.addEventListener("htmx:after:swap", show);
window.speechSynthesis?.addEventListener?.("voiceschanged", show);
addEventListener("pagehide", () => { hearing?.abort(); window.speechSynthesis?.cancel(); });
show();
