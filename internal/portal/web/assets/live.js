// Renews the parts of an operator's page that are marked data-live, by fetching
// the page again every two seconds. Without this script the page is complete
// and the browser's own reload renews it.
"use strict";
(() => {
  const button = document.querySelector("[data-pause]");
  let paused = false;
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
  });

  // What somebody is using must not be pulled away under their hands.
  const used = part => part.contains(document.activeElement) || (getSelection().type === "Range" && part.contains(getSelection().anchorNode));

  async function renew() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.querySelector("[data-live]")) return location.reload(); // signed out
    for (const part of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(part.id);
      if (next && next.innerHTML !== part.innerHTML && !used(part)) part.replaceChildren(...next.childNodes);
    }
  }

  async function tick() {
    if (!paused && !document.hidden) await renew().catch(() => {}); // the portal may be away for a while
    setTimeout(tick, 2000);
  }
  setTimeout(tick, 2000);
})();
