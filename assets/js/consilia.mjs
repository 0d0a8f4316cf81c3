// Progressive enhancement only: each page works without this file.
import { ErrorSummary } from "nhsuk-frontend/dist/nhsuk/components/error-summary/error-summary.mjs";
import { Checkboxes } from "nhsuk-frontend/dist/nhsuk/components/checkboxes/checkboxes.mjs";
import { Radios } from "nhsuk-frontend/dist/nhsuk/components/radios/radios.mjs";
import { SkipLink } from "nhsuk-frontend/dist/nhsuk/components/skip-link/skip-link.mjs";
import { saveWhileWriting } from "./draft.mjs";
import { offerCopy, offerShare } from "./share.mjs";
import { hideSelected } from "./hide.mjs";
import { useKeys } from "./keys.mjs";
import { usePasskey } from "./passkey.mjs";
import { suggestWhileTyping } from "./suggest.mjs";

// nhsuk-frontend looks for this class; a strict Content-Security-Policy leaves no inline script to set it earlier.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

for (const Part of [ErrorSummary, Radios, Checkboxes, SkipLink]) {
  for (const element of document.querySelectorAll(`[data-module="${Part.moduleName}"]`)) {
    try {
      new Part(element);
    } catch (error) {
      console.warn(error); // one broken part must not take the others with it
    }
  }
}

document.querySelectorAll("[data-copy-link]").forEach(offerCopy);
document.querySelectorAll("[data-web-share]").forEach(offerShare);
document.querySelectorAll("[data-hide-selected]").forEach(hideSelected);
document.querySelectorAll("[data-suggest]").forEach(suggestWhileTyping);
document.querySelectorAll("[data-keys]").forEach(useKeys);
document.querySelectorAll("[data-passkey]").forEach(usePasskey);
document.querySelectorAll("[data-draft]").forEach(saveWhileWriting);
