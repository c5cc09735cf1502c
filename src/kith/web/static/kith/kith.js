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

// The huddle: the page of whoever leads it tells the screens that follow where it is, and what is chosen before it is saved.
const leads = document.querySelector("form[data-shows]");
if (leads) {
  let told = "";
  const show = () => {
    const sent = new URLSearchParams(new FormData(leads));
    const kept = ["csrfmiddlewaretoken", "what", "who", "by", "by_day", "by_time"];
    if (sent.get("outcome") !== "action") kept.length = 1;
    for (const name of [...sent.keys()]) if (!kept.includes(name)) sent.delete(name);
    if (sent.toString() === told) return;
    told = sent.toString();
    fetch(leads.dataset.shows, { method: "POST", body: sent }).catch(() => { told = ""; });
  };
  leads.addEventListener("change", show);
  show();
}

// A form beside another, which would lose what is typed in that one if the page went away: sent without leaving.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-stays]")) return;
  event.preventDefault();
  document.querySelector("h1").focus({ preventScroll: true }); // its button is about to be replaced
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })
    .then((answer) => answer.ok || form.submit())
    .catch(() => form.submit());
});

// Printing needs a script, so its button shows only where one runs.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const cover = document.getElementById("cover");

// The palette: Ctrl K or Cmd K; arrow keys move, Enter goes there, Escape closes and focus returns where it was.
const palette = document.getElementById("palette");
if (palette) {
  const box = palette.querySelector("[role=combobox]");
  const list = palette.querySelector("[role=listbox]");
  const said = document.getElementById("palette-said");
  let asked = 0;
  let waiting;
  let isReady = false;  // whether the lines are those of what stands in the box
  let goes = false;  // Enter was pressed before they were
  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (chosen) => {
    for (const option of options()) option.setAttribute("aria-selected", String(option === chosen));
    if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
    else box.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const ask = async () => {
    const body = new FormData(palette.querySelector("form"));
    body.set("part", "lines");
    const turn = ++asked;
    const answer = await fetch(palette.querySelector("form").action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (turn !== asked || !palette.open || !answer) return;
    if (answer.type === "opaqueredirect") return location.reload();  // locked or signed out meanwhile
    list.innerHTML = await answer.text();
    const found = options();
    box.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = (found.length === 1 ? said.dataset.one : found.length ? said.dataset.many : said.dataset.none).replace("{n}", found.length);
    choose(found[0]);
    isReady = true;
    if (goes && found[0]) location.assign(found[0].dataset.href);
    goes = false;
  };
  const show = () => {
    if (palette.open || cover?.open) return;
    for (const menu of menus()) menu.open = false;
    palette.showModal();
    box.select();
    ask();
  };
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    show();
  });
  document.querySelector("a[data-palette]")?.addEventListener("click", (event) => {
    event.preventDefault();
    show();
  });
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    isReady = goes = false;
    asked += 1;  // what is on its way answers other letters
    waiting = setTimeout(ask, 250);
  });
  box.addEventListener("keydown", (event) => {
    const found = options();
    const at = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length) choose(found[(at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length]);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (!isReady) goes = true;
      else if (found[at]) location.assign(found[at].dataset.href);
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
  });
  palette.addEventListener("close", () => {
    clearTimeout(waiting);
    box.value = "";
    list.replaceChildren();
    said.textContent = "";
    box.setAttribute("aria-expanded", "false");
    choose(null);
  });
}

// Locking the screen: the session asks for the password, and the page is covered in place, so that nothing typed is lost.
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
    palette.close();
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
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page?.querySelector(".nhsuk-error-message") ?? page?.querySelector("h1");
    wrong.textContent = told?.textContent.trim() ?? cover.dataset.away;
    password.select();
  });
}
