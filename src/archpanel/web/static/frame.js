// The inside of the whiteboard's frame: draws Mermaid source that the page sends, and nothing else.
// The frame has no origin: no cookies, no storage, no way to the page but messages. The page
// believes none of them for more than a height and a sentence.
"use strict";

const LIMIT = 20000; // characters of source

mermaid.initialize({
  startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, theme: "neutral",
  htmlLabels: false, flowchart: { htmlLabels: false }, maxTextSize: LIMIT, maxEdges: 300,
  deterministicIds: true,
  // What a source may not set for itself.
  secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering",
    "htmlLabels", "flowchart", "themeCSS", "fontFamily", "altFontFamily", "dompurifyConfig"],
});

const tell = (reply) => parent.postMessage(reply, "*");
const place = document.getElementById("drawing");
let number = 0;

async function draw(source) {
  if (typeof source !== "string" || source.length > LIMIT) {
    throw new Error(`A diagram has at most ${LIMIT} characters.`);
  }
  const { svg } = await mermaid.render(`diagram${(number += 1)}`, source);
  place.innerHTML = svg;
  for (const link of place.querySelectorAll("a")) {
    for (const name of ["href", "xlink:href", "target"]) link.removeAttribute(name);
  }
}

addEventListener("message", async (event) => {
  if (event.source !== parent || event.data?.kind !== "draw") return;
  const { id, source } = event.data;
  try {
    await draw(source);
    tell({ kind: "drawn", id, height: Math.ceil(place.getBoundingClientRect().height) });
  } catch (error) {
    place.replaceChildren();
    tell({ kind: "error", id, message: String(error?.message ?? error).slice(0, 400) });
  }
});

tell({ kind: "ready" });
