// Passkeys: the browser makes or uses one, and the form carries what it answers. Without this file an app's codes do.

/** Let a form with data-passkey ("create" or "get") ask the browser before it is sent. */
export function usePasskey(form) {
  const way = form.dataset.passkey;
  const parse = window.PublicKeyCredential?.[way === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON"];
  if (!parse || !navigator.credentials) return; // the sentence that says so stays
  const button = form.querySelector("button");
  const failed = form.querySelector("[data-failed]");
  form.querySelector("[data-unsupported]").hidden = true;
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const { publicKey } = JSON.parse(document.getElementById("passkey_options").textContent);
      const credential = await navigator.credentials[way]({ publicKey: parse.call(PublicKeyCredential, publicKey) });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      failed.hidden = false; // closed by the person, or none here
    }
  });
}
