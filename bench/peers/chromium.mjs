// Headless Chromium prints, one browser kept open, tagged, not sealed.
// CHROMIUM HTML COAT.png SECONDS: prints documents a second.
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";
import QR from "qrcode";

const [program, html, coat, seconds] = process.argv.slice(2);
const template = readFileSync(html, "utf8").replace("COAT", "data:image/png;base64," + readFileSync(coat, "base64"));
const browser = await puppeteer.launch({
  executablePath: program,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage();
let size = 0;
async function document(n) {
  const code = "https://sportello.example.it/v/ZDAN2R22E14WRDCD9E05B4Y" + String(n).padStart(5, "0");
  const svg = await QR.toString(code, { type: "svg", errorCorrectionLevel: "Q" });
  await page.setContent(template.replace("QR", "data:image/svg+xml;base64," + Buffer.from(svg).toString("base64")));
  size = (await page.pdf({ preferCSSPageSize: true, tagged: true })).length;
}
await document(0);
const begun = Date.now();
let done = 0;
while (Date.now() - begun < 1000 * seconds) await document(++done);
console.log((done / ((Date.now() - begun) / 1000)).toFixed(2), size);
await browser.close();
