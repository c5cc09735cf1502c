// What the pages add where scripts run. Everything works without this file.
"use strict";

// After a save or a refusal, focus goes to the one place the page has marked.
document.querySelector("[data-focus]")?.focus();

// Menus: Escape closes and goes back to the menu's name; a press outside closes.
const menus = () => document.querySelectorAll("details.kith-menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("pointerdown", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// The board: Down, Up, Home and End move between people's links while one of them has the focus.
const steps = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, Home: () => 0, End: (at, all) => all - 1 };
document.addEventListener("keydown", (event) => {
  if (!steps[event.key] || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!event.target.matches(".kith-board tbody th a") || "noBoardKeys" in document.documentElement.dataset) return;
  const links = [...document.querySelectorAll(".kith-board tbody th a")];
  const next = links[steps[event.key](links.indexOf(event.target), links.length)];
  event.preventDefault();
  next?.focus();
});

// The huddle: Ctrl Enter (or Cmd Enter) saves from any field, from a text area too.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[data-save-keys]");
  form?.requestSubmit(form.querySelector("button[data-save]"));
});

// Printing needs a script, so its button shows only where one runs.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Locking the screen: the session asks for the password, and the page is covered in place, so that nothing typed is lost.
const cover = document.getElementById("cover");
if (cover) {
  const form = cover.querySelector("form");
  const password = cover.querySelector("[name=password]");
  const wrong = cover.querySelector(".kith-error");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("kith-lock") : null;
  const title = document.title;
  let active = Date.now();
  const send = (to, more = {}) => {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return fetch(to, { method: "POST", body, redirect: "manual" });
  };
  const hide = () => {
    if (cover.open) return;
    for (const menu of menus()) menu.open = false;
    document.title = cover.querySelector("h2").textContent;
    cover.showModal();
    password.focus();
  };
  const uncover = () => {
    cover.close();
    form.reset();
    wrong.textContent = "";
    document.title = title;
    active = Date.now();
  };
  const lock = () => {
    hide();
    tabs?.postMessage("locked");
    send(cover.dataset.lock).catch(() => {});  // off the network the cover still asks for the password
  };
  const seen = () => {
    if (Date.now() - active > 5000) tabs?.postMessage("active");
    active = Date.now();
  };
  for (const kind of ["keydown", "pointerdown", "pointermove"]) document.addEventListener(kind, seen, { passive: true });
  tabs?.addEventListener("message", ({ data }) => {
    if (data === "active") active = Date.now();
    if (data === "locked") hide();
    if (data === "unlocked" && cover.open) uncover();
  });
  const after = Number(cover.dataset.after) * 60_000;
  if (after) setInterval(() => { if (Date.now() - active > after && !cover.open) lock(); }, 5000);
  for (const button of document.querySelectorAll("button[data-lock]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      lock();
    });
  }
  cover.addEventListener("cancel", (event) => event.preventDefault());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await send(form.action, { cover: "1" }).catch(() => null);
    if (answer?.status === 204) {
      tabs?.postMessage("unlocked");
      return uncover();
    }
    if (answer?.status === 409) return location.reload();
    const told = answer && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".nhsuk-error-message, h1");
    wrong.textContent = told?.textContent.trim() ?? cover.dataset.away;
    password.select();
  });
}
