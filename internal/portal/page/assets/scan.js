// Reading a QR symbol from the camera or a picture, in the browser. What it says stays
// here: it leads to the page of the certificate, and its fragment is not sent.

import { make, say } from "./show.js";

const sides = [1000, 1600, 2400]; // pixels to which a picture is reduced, one after the other

let running = null; // the camera's stream

export function offer() {
  const card = document.getElementById("scan");
  if (!card) return;
  card.hidden = false;
  const camera = document.getElementById("camera");
  camera.hidden = !navigator.mediaDevices?.getUserMedia;
  camera.addEventListener("click", () => film());
  document.getElementById("stop").addEventListener("click", () => { stop(); tell(""); camera.focus(); });
  document.getElementById("picture").addEventListener("change", (e) => e.target.files[0] && picture(e.target.files[0]));
}

function tell(text) { document.getElementById("scan-says").replaceChildren(text); }

// picture reads the symbol in a picture that was chosen or dropped.
export async function picture(file) {
  tell(say("js.scan.reading"));
  try {
    const image = await createImageBitmap(file);
    for (const side of sides) {
      const text = await decode(image, side);
      if (text !== null) return lead(text);
      if (side >= Math.max(image.width, image.height)) break;
    }
    tell(say("js.scan.nothing"));
  } catch {
    tell(say("js.scan.not-a-picture"));
  }
}

async function film() {
  const view = document.getElementById("view");
  try {
    running = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
  } catch {
    return tell(say("js.scan.no-camera"));
  }
  view.srcObject = running;
  show(true);
  tell(say("js.scan.hold"));
  await view.play();
  while (running) {
    const text = view.videoWidth ? await decode(view, 1280) : null;
    if (text !== null && lead(text)) return stop();
    await new Promise((done) => setTimeout(done, 100));
  }
}

function stop() {
  running?.getTracks().forEach((track) => track.stop());
  running = null;
  show(false);
}

function show(filming) {
  document.getElementById("view").hidden = !filming;
  document.getElementById("stop").hidden = !filming;
  document.getElementById("camera").hidden = filming;
  if (filming) document.getElementById("stop").focus();
}

// lead goes to the certificate's page. It reports whether the symbol is one of ours.
function lead(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !/^\/v\/[0-9A-Za-z-]+$/.test(url.pathname)) {
    tell(say("js.scan.other"));
    return false;
  }
  if (url.origin !== location.origin) {
    document.getElementById("scan-says").replaceChildren(say("js.scan.elsewhere"), " ", make("code", {}, url.origin));
    return false;
  }
  tell(say("js.scan.found"));
  location.assign(url.pathname + location.search + url.hash);
  return true;
}

// decode is the text of the symbol in an image, or null. The browser's own reader is
// used where there is one.
async function decode(image, side) {
  const width = image.videoWidth ?? image.width, height = image.videoHeight ?? image.height;
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = make("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const own = await native();
  if (own) {
    const [found] = await own.detect(canvas);
    if (found) return found.rawValue;
  }
  await import("./vendor/jsqr-1.4.0.js"); // defines jsQR
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  return self.jsQR(pixels.data, pixels.width, pixels.height)?.data ?? null;
}

async function native() {
  if (!globalThis.BarcodeDetector) return null;
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}
