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
  if (!event.target.matches(".kith-board tbody th a")) return;
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
