// Better with it, useful without: progress that updates itself, a button that copies.
"use strict";

const PAUSE = 1500;

async function follow(part) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    let answer;
    try {
      answer = await fetch(part.dataset.poll, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
    } catch {
      continue; // the network is away for a moment; the check goes on without us
    }
    if (!answer.ok) { location.reload(); return; }
    part.innerHTML = await answer.text(); // our own template, every foreign text in it escaped
    part.dispatchEvent(new Event("fetched", { bubbles: true })); // thai.js minds its line breaks
    if (answer.headers.get("X-Done")) { delete part.dataset.poll; return; }
  }
}

for (const part of document.querySelectorAll("[data-poll]")) follow(part);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.done;
  });
}
