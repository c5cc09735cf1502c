// The form of a visit: what the answers mean as they are given, and what was typed kept in the open page until it is sent.
// Nothing is stored: no browser storage, no worker. Without this file the form is sent as any other.
"use strict";
(() => {
  const start = document.querySelector("form[data-means]");
  if (!start) return;
  const by = start.dataset.by; // whose page it is: what they wrote is never sent as somebody else
  const form = () => document.querySelector("form[data-means]");
  const kept = () => document.getElementById("kept");
  const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const body = () => new URLSearchParams(new FormData(form()));
  const unlike = (one, other) => [...new Set([...one.keys(), ...other.keys()])].filter((name) => name !== "csrfmiddlewaretoken" && one.getAll(name).join("\n") !== other.getAll(name).join("\n"));

  // What the answers mean, by the same press as without scripts.
  let turn = 0;
  let soon;
  const ask = async () => {
    const now = ++turn;
    const sent = body();
    sent.set("then", "see");
    const answer = await fetch(form().action, { method: "POST", body: sent, redirect: "manual", headers: { "Kith-Live": "meaning" } }).catch(() => null);
    if (now !== turn || !form() || form().querySelector("[name=not_escalated]") === document.activeElement) return;
    const told = answer?.ok || answer?.status === 422 ? await page(answer) : null;
    const [here, there] = [form().querySelector("#meaning"), told?.getElementById("meaning")];
    if (!answer?.ok || !there) { // what stood there is of other answers: never leave it
      const wrong = [...(told?.querySelectorAll(".kith-summary li") ?? [])].map((one) => one.textContent.trim());
      here.replaceChildren(Object.assign(document.createElement("p"), { className: "kith-error", textContent: wrong.join(" ") || here.dataset.away }));
      return;
    }
    here.replaceChildren(...there.childNodes);
    const save = form().querySelector(".kith-visit__save button");
    save.textContent = told.querySelector(".kith-visit__save button").textContent;
  };
  document.addEventListener("change", (event) => {
    if (!event.target.name?.includes("--") || event.target.form !== form()) return;
    clearTimeout(soon);
    soon = setTimeout(ask, 250);
  });

  // Saving: what stood there at the press is sent, and sent again with the same key, until the server has answered.
  let pending = null; // what was pressed and has no answer yet
  let isTyped = false;
  let isGoing = false; // leaving is meant: what was to be sent has arrived
  let underWay = false;
  let tries = 0;
  let again;
  const say = (word, after = "") => {
    const box = kept();
    const words = box.querySelector("p");
    box.hidden = word === "";
    const told = word === "" ? "" : box.dataset[word] + after;
    if (words.textContent !== told) words.textContent = told; // said once, not at each try
    box.querySelector("a[data-sign-in]").hidden = word !== "out" && word !== "other";
    box.querySelector("button[data-send]").hidden = word === "sending" || word === "more";
    box.querySelector("a[data-saved]").hidden = word !== "more";
  };
  const later = () => {
    clearTimeout(again);
    again = setTimeout(send, Math.min(3000 * 2 ** tries++, 30000));
  };
  // The token of the form ends with a session: a fresh one is fetched, and who is signed in now is looked at.
  const renewed = async () => {
    const answer = await fetch(start.action, { redirect: "manual", headers: { "Kith-Live": "token" } }).catch(() => null);
    if (!answer) return { kind: "waiting" };
    if (answer.type === "opaqueredirect" || !answer.ok) return { kind: answer.status >= 500 ? "waiting" : "out" };
    const found = (await page(answer)).querySelector("form[data-means]");
    if (found?.dataset.by !== by) return { kind: "other" };
    return { token: found.querySelector("[name=csrfmiddlewaretoken]").value };
  };
  const deliver = () => fetch(start.action, { method: "POST", body: pending, redirect: "manual", headers: { "Kith-Kept": "1" } }).catch(() => null);
  const send = async () => {
    if (!pending || underWay) return;
    underWay = true;
    clearTimeout(again);
    try {
      await attempt();
    } finally {
      underWay = false;
    }
  };
  const attempt = async () => {
    let answer = await deliver();
    if (answer && (answer.type === "opaqueredirect" || answer.status === 403)) { // signed out, locked, or an old token
      const fresh = await renewed();
      if (!fresh.token) {
        say(fresh.kind);
        return later();
      }
      pending.set("csrfmiddlewaretoken", fresh.token);
      const field = form()?.querySelector("[name=csrfmiddlewaretoken]");
      if (field) field.value = fresh.token;
      answer = await deliver();
    }
    if (!answer || answer.status >= 500 || answer.type === "opaqueredirect") {
      say("waiting");
      return later();
    }
    const goes = answer.headers.get("Kith-Goes");
    if (goes) return arrived(goes);
    await refused(answer);
  };
  const arrived = (goes) => {
    const more = form() ? unlike(pending, body()) : [];
    pending = null;
    tries = 0;
    if (more.length === 0) {
      isGoing = true;
      return location.assign(goes);
    }
    kept().querySelector("a[data-saved]").href = goes;
    say("more"); // what was typed since the press is not in it: it stays, and is theirs to save
  };
  // What the server asks for instead stands in this page, with what was typed since the press.
  const refused = async (answer) => {
    const told = await page(answer);
    if (!told.querySelector("main form [name=key]")) { // no page to go on with: what was typed stays where it is
      say("stopped", ` ${told.querySelector("main h1")?.textContent.trim() ?? ""}`);
      return later();
    }
    const [sent, now] = [pending, form() ? body() : pending];
    pending = null;
    tries = 0;
    document.title = told.title;
    document.querySelector("main").replaceWith(told.querySelector("main"));
    for (const name of unlike(sent, now)) {
      if (name === "then") continue;
      for (const field of document.querySelectorAll(`main form [name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = now.getAll(name).includes(field.value);
        else if (name !== "key") field.value = now.get(name) ?? "";
      }
    }
    document.querySelector("main [data-focus]")?.focus();
    window.scrollTo(0, 0);
  };
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    if (event.submitter?.name === "then") return ask();
    pending = body();
    tries = 0;
    say("sending");
    send();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.matches("#kept button[data-send]")) return;
    tries = 0;
    send();
  });
  document.addEventListener("input", (event) => {
    if (event.target.form === form() && event.target.matches("textarea, input[type=text]")) isTyped = true;
  });
  // The browser brings the line that is typed in into sight, not the whole field, of which the bar then hides a part.
  document.addEventListener("focusin", (event) => {
    if (event.target.form === form() && event.target.matches("textarea")) event.target.scrollIntoView({ block: "nearest" });
  });
  addEventListener("online", () => { tries = 0; send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { tries = 0; send(); } });
  addEventListener("beforeunload", (event) => {
    if (!isGoing && (pending || (isTyped && form()))) event.preventDefault();
  });
})();
