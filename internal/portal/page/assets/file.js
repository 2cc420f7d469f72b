// Checking a file without leaving the page. Without this script the form does the same.

import { picture } from "./scan.js";
import { make, say, verdict } from "./show.js";

const mostReasons = 5; // more are for specialists, in the API

const tones = { valid: "good", expired: "careful", withdrawn: "bad", failed: "bad" };
// Of a file that was not issued here, by what it is; as the page has it.
const strange = { altered: "bad", "seal-broken": "bad", ambiguous: "bad", inconsistent: "bad", genuine: "careful", extended: "careful" };

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
    else {
      field.files = e.dataTransfer.files; // so that the form sends it too
      send(file);
    }
  });
}

async function send(file) {
  const says = document.getElementById("file-says");
  says.replaceChildren(say("js.file.sending"));
  says.replaceChildren(...await answer(file));
}

function toneOf({ state, demo, supersededOn, file }) {
  if (state === "valid" && (demo || supersededOn)) return "careful";
  const tone = tones[state] ?? strange[file?.verdict] ?? "unknown";
  return tone === "careful" && file?.named?.state === "withdrawn" ? "bad" : tone;
}

async function answer(file) {
  let response, body;
  try {
    const headers = { "Content-Type": "application/pdf", Accept: "application/json", "Accept-Language": document.documentElement.lang };
    response = await fetch("/v1/verifications", { method: "POST", headers, body: file });
    body = await response.json();
  } catch {
    return [verdict("unknown", say("file.eyebrow"), say("js.file.no-network"), say("js.file.no-network.means"))];
  }
  if (!response.ok) return [verdict("unknown", say("file.eyebrow"), body.title, body.detail ?? "")];
  const tone = toneOf(body);
  const end = body.sentence.indexOf(". ") + 1 || body.sentence.length; // the first sentence is the title
  const box = verdict(tone, say("file.eyebrow"), body.sentence.slice(0, end), body.sentence.slice(end).trim() + " " + say(body.state === "unknown" ? "file.unknown" : "file.known"));
  const reasons = new Set(body.file?.reasons.map((r) => r.sentence));
  if (reasons.size) box.children[1].append(make("ul", {}, ...[...reasons].slice(0, mostReasons).map((text) => make("li", {}, text))));
  const whole = make("button", { type: "button" }, say("file.whole"));
  whole.addEventListener("click", () => document.getElementById("file-form").submit()); // which the listener above does not see
  return [box, whole];
}
