// The pages on which a certificate is checked. They are complete without scripts; with
// them they also read QR symbols and go on working without network.

import { prepare } from "./copies.js";
import { offer as offerFile } from "./file.js";
import { offer as offerScan } from "./scan.js";
import { look } from "./symbol.js";

addEventListener("hashchange", look);
offerScan();
offerFile();
await look();

if (navigator.serviceWorker) {
  // "/v" is what /verify and the addresses in the symbols begin with, and no more.
  await navigator.serviceWorker.register("/verify-worker.js", { scope: "/v" });
  const [prepared] = await Promise.all([prepare(Number(document.body.dataset.lists)), navigator.serviceWorker.ready]);
  document.getElementById("ready").hidden = !prepared;
}
