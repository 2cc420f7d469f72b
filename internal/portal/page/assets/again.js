// Pages that wait for something that comes by itself. Now and again they ask for
// themselves, and go on when the answer is another. The link on the page does the same.

const every = 3000; // ms
const atMost = 100; // times: some five minutes

const state = (root) => root.querySelector("[data-again]")?.dataset.again;

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected) {
    location.assign(answer.url);
    return true;
  }
  if (!answer.ok) {
    return false; // it may be over the next time
  }
  const seen = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (state(seen) === state(document)) {
    return false;
  }
  location.reload();
  return true;
}

for (let n = 0; n < atMost; n++) {
  await new Promise((wake) => setTimeout(wake, every));
  if (document.visibilityState === "visible" && (await look().catch(() => false))) {
    break;
  }
}
