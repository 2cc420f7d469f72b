// Checking a file without leaving the page. Without this script the form does the same.

import { picture } from "./scan.js";
import { make, say, verdict } from "./show.js";

const mostReasons = 5; // more are for specialists, in the API

const tones = { valid: "good", expired: "careful", withdrawn: "bad", failed: "bad" };

export function offer() {
  const form = document.getElementById("file-form");
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  form.addEventListener("submit", (e) => {
    if (!field.files[0]) return; // the form says it
    e.preventDefault();
    send(field.files[0]);
  });
  form.addEventListener("dragover", (e) => { e.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (e) => {
    e.preventDefault();
    form.classList.remove("over");
    const [file] = e.dataTransfer.files;
    if (!file) return;
    if (file.type.startsWith("image/")) picture(file);
    else send(file);
  });
}

async function send(file) {
  const says = document.getElementById("file-says");
  says.replaceChildren(say("js.file.sending"));
  says.replaceChildren(await answer(file));
}

async function answer(file) {
  let response, body;
  try {
    const headers = { "Content-Type": "application/pdf", Accept: "application/json", "Accept-Language": document.documentElement.lang };
    response = await fetch("/v1/verifications", { method: "POST", headers, body: file });
    body = await response.json();
  } catch {
    return verdict("unknown", say("file.eyebrow"), say("js.file.no-network"), say("js.file.no-network.means"));
  }
  if (!response.ok) return verdict("unknown", say("file.eyebrow"), body.title, body.detail ?? "");
  const tone = body.state === "valid" && (body.demo || body.supersededOn) ? "careful" : tones[body.state] ?? "unknown";
  const end = body.sentence.indexOf(". ") + 1 || body.sentence.length; // the first sentence is the title
  const box = verdict(tone, say("file.eyebrow"), body.sentence.slice(0, end), body.sentence.slice(end).trim() + " " + say(body.state === "unknown" ? "file.unknown" : "file.known"));
  const reasons = new Set(body.file?.reasons.map((r) => r.sentence));
  if (reasons.size) box.append(make("ul", {}, ...[...reasons].slice(0, mostReasons).map((text) => make("li", {}, text))));
  return box;
}
