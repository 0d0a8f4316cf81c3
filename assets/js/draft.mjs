// Saves a reply while it is written. Without this file the button beside the form does. Nothing is kept in the browser:
// what a patient is answered must not stay on a shared computer.

const PAUSE = 1500; // milliseconds without a key before it is saved

/** Save a form with data-draft (the address) as its doctor types, and say so where data-draft-said stands. */
export function saveWhileWriting(form) {
  const place = form.querySelector("[data-draft-said]");
  const version = form.elements.draft;
  let waiting;
  let saved = told(form);
  let busy = false;
  let failed = false;
  let stopped = false; // another window went on: this one must not write over it
  let leaving = false; // sent by a button

  async function save() {
    clearTimeout(waiting);
    const now = told(form);
    if (stopped || leaving || busy || now === saved) return;
    busy = true;
    const answer = await sent(form);
    busy = false;
    failed = answer.version === undefined;
    if (failed) {
      place.textContent = answer.said || form.dataset.notSaved;
      stopped = answer.status === 409;
      if (stopped) return;
      await renewToken(form);
      waiting = setTimeout(save, 5 * PAUSE);
      return;
    }
    saved = now;
    version.value = answer.version;
    place.textContent = answer.said;
    if (told(form) !== saved) later();
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  }

  form.addEventListener("input", later);
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(waiting);
  });
  window.addEventListener("pagehide", save);
  // Asked only where leaving would lose words: while they are on the way, or after saving failed.
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (busy || failed) && told(form) !== saved) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
}

function told(form) {
  return JSON.stringify(["text", "care_now", "urgent_signs", "level"].map((name) => form.elements[name]?.value));
}

async function sent(form) {
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: true,
    });
    return { ...(await answer.json()), status: answer.status };
  } catch {
    return {}; // no connection, or signed out: the text stays on the page
  }
}

/** Who signed in again elsewhere has another token against forged requests; the page that is open takes it over. */
async function renewToken(form) {
  try {
    const answer = await fetch(form.dataset.draft, { cache: "no-store" }); // leads to the case
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-draft] [name=csrfmiddlewaretoken]");
    if (!fresh) return; // still signed out
    for (const token of document.querySelectorAll("[name=csrfmiddlewaretoken]")) token.value = fresh.value;
  } catch {
    // no connection: the next try asks again
  }
}
