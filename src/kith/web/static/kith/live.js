// Live pages: told what changed by /events, they fetch their own address again and fill in what is new.
// A page is live where its main part carries data-live. Everything works without this file: the page says when it was loaded.
"use strict";

(() => {
  const page = document.querySelector("[data-live]");
  if (!page || !window.EventSource) return;

  // ---------- words and time

  const word = {};
  for (const one of page.querySelector("template[data-live-words]").content.querySelectorAll("[data-word]")) word[one.dataset.word] = one;
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const say = (name, parts = {}) => word[name].textContent.replace(/\{(\w+)\}/g, (all, part) => parts[part]);
  const count = (name, number) => say(`${name}-${plural.select(number) === "one" ? "one" : "other"}`, { number });
  const ahead = new Date(page.dataset.now) - Date.now(); // what the clock of the server is ahead of ours
  const now = () => Date.now() + ahead;
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: page.dataset.zone, hour: "numeric", minute: "2-digit", hourCycle: "h23" });
  const clock = (at) => {
    const [hour, minute] = parts.formatToParts(at).filter((part) => part.type !== "literal").map((part) => Number(part.value));
    if (!minute && hour % 12 === 0) return say(hour ? "midday" : "midnight");
    return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""}${say(hour < 12 ? "am" : "pm")}`;
  };
  const duration = (minutes) => {
    if (!minutes) return say("less");
    if (minutes >= 24 * 60) return count("day", Math.floor(minutes / (24 * 60)));
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (!hours) return count("minute", rest);
    return rest ? say("hours-and-minutes", { hours: count("hour", hours), minutes: count("minute", rest) }) : count("hour", hours);
  };

  // ---------- what is said: one sentence in ten seconds, to whoever listens instead of looking

  const voice = page.querySelector("[data-live-says]");
  const toSay = { plain: [], escalated: new Set(), own: new Set(), others: new Set() };
  let saidAt = -Infinity;
  const speak = () => {
    if (performance.now() - saidAt < 10_000) return;
    const sentences = [...toSay.plain];
    if (toSay.escalated.size) sentences.push(say("escalated", { names: [...toSay.escalated].join(", ") }));
    if (toSay.own.size) sentences.push(say("line-changed", { names: [...toSay.own].join(", ") }));
    if (toSay.others.size) sentences.push(count("lines", toSay.others.size));
    if (!sentences.length) return;
    voice.textContent = sentences.join(" ");
    saidAt = performance.now();
    toSay.plain = [];
    for (const group of [toSay.escalated, toSay.own, toSay.others]) group.clear();
  };
  const announce = (sentence) => {
    toSay.plain.push(sentence);
    speak();
  };

  // ---------- live or not

  const notice = page.querySelector("[data-live-notice]");
  let state = ""; // "" as loaded, "live", "not live"
  let goodAt = now(); // when it last was certain that the page is up to date, or will be told
  const showState = () => {
    const place = page.querySelector("[data-live-state]");
    if (!place || !state) return;
    const told = word[state === "live" ? "live" : "not-live"].cloneNode(true);
    told.removeAttribute("data-word");
    if (state !== "live" && "liveSinceHere" in place.dataset) told.lastChild.textContent = ` ${say("lost", { time: clock(goodAt) })}`;
    place.replaceChildren(told);
    place.classList.remove("kith-quiet");
  };
  const isLive = () => {
    const was = state;
    state = "live";
    page.dataset.live = "on";
    if (notice) notice.hidden = true;
    showState();
    if (was === "not live") announce(say("again"));
  };
  const isNotLive = () => {
    const minutes = Math.floor((now() - goodAt) / 60_000);
    const parts = { time: clock(goodAt), ago: duration(minutes) };
    if (notice) {
      const told = say("since", parts);
      const heading = notice.querySelector("[data-live-since]");
      if (heading.textContent !== told) heading.textContent = told;
      notice.querySelector("[data-live-paper]").hidden = minutes < 30;
      notice.querySelector("[data-live-sheet]").textContent = say("sheet", parts);
    }
    if (state === "not live") return;
    state = "not live";
    page.dataset.live = "off";
    if (notice) notice.hidden = false;
    showState();
    announce(say("lost", parts));
  };

  // ---------- the stream: closed while nobody looks, because a browser has few connections for a host

  const SILENCE = 45_000;
  let stream = null;
  let heardAt = performance.now();
  let retry = 0;
  let isParked = false;
  const close = () => {
    stream?.close();
    stream = null;
    clearTimeout(retry);
  };
  const later = () => {
    close();
    retry = setTimeout(open, 3000 + Math.random() * 4000);
  };
  function open() {
    close();
    if (document.hidden || isParked) return;
    stream = new EventSource(page.dataset.events);
    const hear = (name, act) =>
      stream.addEventListener(name, (event) => {
        heardAt = performance.now();
        if (state === "live") goodAt = now();
        act(event);
      });
    hear("hello", () => refresh());
    hear("beat", () => state === "not live" && refresh());
    hear("changed", (event) => {
      const told = JSON.parse(event.data);
      if (page.dataset.team && told.team !== page.dataset.team) return;
      for (const person of told.people) wanted.add(person);
      refresh();
    });
    for (const name of ["again", "back"]) hear(name, () => refresh());
    hear("lost", isNotLive);
    hear("stopping", () => {});
    hear("ended", leave);
    hear("parked", () => {
      isParked = true;
      close();
      isNotLive();
    });
    stream.addEventListener("error", () => {
      if (stream?.readyState === EventSource.CLOSED) {
        later();
        refresh(); // whoever was signed out meanwhile finds out
      }
    });
  }
  document.addEventListener("visibilitychange", () => {
    isParked = false;
    if (document.hidden) close();
    else open();
  });
  window.addEventListener("focus", () => {
    if (!isParked) return;
    isParked = false;
    open();
  });
  window.addEventListener("offline", isNotLive);
  window.addEventListener("online", open);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && open());

  // ---------- fetching: at most once a second, a little apart from all the others who were told the same

  const wanted = new Set();
  let fetchedAt = -Infinity;
  let planned = 0;
  let isFetching = false;
  let isAskedAgain = false;
  function refresh() {
    if (document.hidden) return;
    if (isFetching) isAskedAgain = true;
    else if (!planned) planned = setTimeout(fetchNow, Math.max(0, fetchedAt + 1000 - performance.now()) + Math.random() * 300);
  }
  async function fetchNow() {
    planned = 0;
    isFetching = true;
    isAskedAgain = false;
    const asked = [...wanted];
    wanted.clear();
    try {
      const fresh = await fetchPage(asked);
      const missing = take(fresh);
      for (const person of missing) wanted.add(person);
      if (missing.length) isAskedAgain = true;
      else if (stream?.readyState === EventSource.OPEN && !isSilent()) {
        goodAt = now();
        isLive();
      }
    } catch (trouble) {
      for (const person of asked) wanted.add(person);
      if (!(trouble instanceof TypeError) && !(trouble instanceof Away)) throw trouble;
      isNotLive();
      setTimeout(refresh, 5000 + Math.random() * 3000);
    } finally {
      isFetching = false;
      fetchedAt = performance.now();
      if (isAskedAgain) refresh();
    }
  }
  // A part beside a form stays as it is: loading the page again would lose what is typed there.
  function leave() {
    if ("keeps" in page.dataset) isNotLive();
    else location.reload();
  }
  class Away extends Error {}
  async function fetchPage(people) {
    const every = people.length > 100;
    const answer = await fetch(location.href, { headers: { "Kith-Live": every ? "all" : people.join(",") }, cache: "no-store" });
    if (answer.status >= 500) throw new Away();
    if (answer.redirected || !answer.ok) {
      leave(); // signed out, or this page is not ours any more
      throw new Away();
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
    if (!fresh || fresh.dataset.kind !== page.dataset.kind) {
      leave();
      throw new Away();
    }
    return fresh;
  }
  const isSilent = () => performance.now() - heardAt > SILENCE;

  // ---------- taking in what was fetched; returns the people whose lines are still to be fetched

  function take(fresh) {
    const missing = page.dataset.kind === "board" ? takeBoard(fresh) : [];
    for (const part of fresh.querySelectorAll("[data-live-part]")) fillPart(part);
    showState();
    tick();
    return missing;
  }
  const isWritten = (part) => [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue);
  const isChosen = (part) =>
    [...part.querySelectorAll("option")].some((option) => option.selected !== option.defaultSelected && option.index > 0) ||
    [...part.querySelectorAll("input[type=checkbox]")].some((box) => box.checked !== box.defaultChecked);
  const filledWith = new WeakMap();
  const toldParts = new Set(); // a decision is told once, wherever it then stands
  function fillPart(fresh) {
    const shown = page.querySelector(`[data-live-part="${fresh.dataset.livePart}"]`);
    if (fresh.dataset.livePart === "lines" || !shown || shown.contains(document.activeElement) || isChosen(shown) || isWritten(shown)) return;
    if (filledWith.get(shown) === fresh.innerHTML) return;
    filledWith.set(shown, fresh.innerHTML);
    const spoken = fresh.dataset.says;
    if (spoken && spoken !== shown.dataset.says && !toldParts.has(spoken)) announce(spoken);
    if (spoken) toldParts.add(spoken);
    if (spoken !== undefined) shown.dataset.says = spoken;
    shown.replaceChildren(...document.importNode(fresh, true).childNodes);
  }

  // ---------- the board: lines filled in place; those that would move wait for a press; escalations go in at once

  const lines = () => page.querySelector('[data-live-part="lines"]');
  const rowsOf = (part) => [...part.querySelectorAll("tr[data-person]")];
  const sectionOf = (row) => row.closest("section")?.dataset.section ?? "";
  const nameOf = (row) => row.querySelector("th a")?.textContent ?? "";
  const stash = new Map(); // full lines that are not shown yet
  let latest = null;

  function takeBoard(fresh) {
    const part = fresh.querySelector('[data-live-part="lines"]');
    const shown = new Map(rowsOf(lines()).map((row) => [row.dataset.person, row]));
    const missing = [];
    for (const row of rowsOf(part)) {
      const { person, digest } = row.dataset;
      const old = shown.get(person);
      if (row.cells.length) {
        if (!old) stash.set(person, document.importNode(row, true));
        else if (old.dataset.digest !== digest) fillRow(old, document.importNode(row, true));
      } else if ((old ?? stash.get(person))?.dataset.digest !== digest) missing.push(person);
    }
    if (missing.length) return missing;
    latest = part;
    holdStill(() => insertEscalated(part, shown));
    speak();
    const moved = movedPeople(part);
    offer(moved);
    if (!moved && shape(part) !== shape(lines())) holdStill(place);
    return [];
  }

  function fillRow(row, fresh) {
    const focused = row.contains(document.activeElement) ? [...row.querySelectorAll("a, summary")].indexOf(document.activeElement) : -1;
    const isOpen = row.querySelector("details")?.open;
    row.replaceChildren(...fresh.childNodes);
    row.className = fresh.className;
    row.dataset.digest = fresh.dataset.digest;
    if (isOpen && row.querySelector("details")) row.querySelector("details").open = true;
    if (focused >= 0) (row.querySelectorAll("a, summary")[focused] ?? row.querySelector("a"))?.focus({ preventScroll: true });
    mark(row);
    (row.classList.contains("kith-mine") ? toSay.own : toSay.others).add(nameOf(row));
  }
  function mark(row) {
    row.querySelector(".kith-changed")?.remove();
    const note = document.createElement("span");
    note.className = "kith-changed kith-quiet kith-small";
    note.textContent = ` ${say("changed", { time: clock(now()) })}`;
    row.querySelector("th").append(note);
    row.classList.remove("kith-washed");
    row.getBoundingClientRect(); // so that the wash begins anew
    row.classList.add("kith-washed");
  }

  function insertEscalated(part, shown) {
    const wanted = rowsOf(part).filter((row) => sectionOf(row) === "escalated");
    const there = lines().querySelector('section[data-section="escalated"]');
    const known = new Set(there ? rowsOf(there).map((row) => row.dataset.person) : []);
    const added = wanted.filter((row) => !known.has(row.dataset.person));
    if (!added.length) return;
    const section = there ?? document.importNode(part.querySelector('section[data-section="escalated"]'), true);
    if (!there) {
      for (const row of rowsOf(section)) row.remove();
      lines().prepend(section);
    }
    for (const { dataset } of added) {
      const old = shown.get(dataset.person);
      const row = old ?? stash.get(dataset.person);
      const after = wanted.slice(wanted.findIndex((one) => one.dataset.person === dataset.person) + 1);
      const inPlace = rowsOf(section);
      const next = after.map((one) => inPlace.find((row) => row.dataset.person === one.dataset.person)).find(Boolean);
      section.querySelector("tbody").insertBefore(row, next ?? null);
      stash.delete(dataset.person);
      mark(row);
      toSay.others.delete(nameOf(row));
      toSay.own.delete(nameOf(row));
      toSay.escalated.add(nameOf(row));
    }
    section.querySelector("h2 .kith-number").textContent = `(${rowsOf(section).length})`;
  }

  // How many people stand elsewhere than on a fresh page: in another section, come or gone, or in another order.
  function movedPeople(part) {
    const wanted = new Map(rowsOf(part).map((row, at) => [row.dataset.person, { section: sectionOf(row), at }]));
    const shown = rowsOf(lines());
    let moved = [...wanted.keys()].filter((person) => !shown.some((row) => row.dataset.person === person)).length;
    const order = [];
    for (const row of shown) {
      const place = wanted.get(row.dataset.person);
      if (place && place.section === sectionOf(row)) order.push(place.at);
      else moved += 1;
    }
    return moved + order.length - longestRise(order);
  }
  function longestRise(numbers) {
    const ends = [];
    for (const number of numbers) {
      const at = ends.findIndex((end) => end >= number);
      ends[at < 0 ? ends.length : at] = number;
    }
    return ends.length;
  }
  const offerButton = page.querySelector("[data-live-place]");
  function offer(moved) {
    if (!offerButton) return;
    if (moved) offerButton.textContent = count("moved", moved);
    const hadFocus = document.activeElement === offerButton;
    offerButton.hidden = !moved;
    if (hadFocus && !moved) page.querySelector("h1")?.focus({ preventScroll: true });
  }
  offerButton?.addEventListener("click", () => {
    if (latest) holdStill(place);
    offer(0);
  });

  // The lines as a fresh page has them, with the rows that are here already.
  function place() {
    const known = new Map(rowsOf(lines()).map((row) => [row.dataset.person, row]));
    const fresh = document.importNode(latest, true);
    for (const row of rowsOf(fresh)) {
      const kept = known.get(row.dataset.person) ?? stash.get(row.dataset.person);
      if (!kept) continue;
      if (stash.has(row.dataset.person)) mark(kept);
      row.replaceWith(kept);
    }
    stash.clear();
    lines().replaceChildren(...fresh.childNodes);
  }
  // What the lines are but for the rows themselves: heads, counts, order.
  const shape = (part) => {
    const copy = part.cloneNode(true);
    for (const row of rowsOf(copy)) row.replaceWith(row.dataset.person);
    return copy.innerHTML;
  };
  // Change the lines without moving what is looked at, or where the focus is.
  function holdStill(change) {
    const focused = lines().contains(document.activeElement) ? document.activeElement : null;
    const seen = focused ?? rowsOf(lines()).find((row) => row.getBoundingClientRect().top >= 0);
    const [before, scrolled] = [seen?.getBoundingClientRect().top, window.scrollY];
    change();
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
    if (seen?.isConnected && scrolled > 0) window.scrollBy(0, seen.getBoundingClientRect().top - before);
  }

  // ---------- time goes on

  const toldOf = new Set();
  function tick() {
    for (const place of page.querySelectorAll("[data-until]")) {
      const seconds = (new Date(place.dataset.until) - now()) / 1000;
      const told = say(seconds >= 0 ? "left" : "over", { time: duration(Math.floor(Math.abs(seconds) / 60)) });
      if (place.textContent !== told) place.textContent = told;
      const row = place.closest("tr.kith-mine");
      for (const minutes of row ? [5, 15] : []) {
        const once = `${row.dataset.person} ${place.dataset.until} ${minutes}`;
        if (seconds >= 0 && Math.floor(seconds / 60) === minutes && !toldOf.has(once)) {
          toldOf.add(once);
          announce(`${nameOf(row)}: ${told}.`);
        }
      }
    }
  }
  let minute = Math.floor(now() / 60_000);
  setInterval(() => {
    speak();
    if (document.hidden) return;
    if (state === "not live") isNotLive();
    else if (state && isSilent()) isNotLive();
    if (isSilent() && !isParked && stream) later();
    if (Math.floor(now() / 60_000) === minute) return;
    minute = Math.floor(now() / 60_000);
    tick();
    setTimeout(refresh, Math.random() * 10_000); // what time alone has changed
  }, 1000);

  // ---------- the huddle's shared screen: covered, it shows time and pace alone

  const cover = page.querySelector("[data-cover]");
  if (cover) {
    const turn = () => cover.setAttribute("aria-pressed", String(page.classList.toggle("kith-covered")));
    cover.hidden = false;
    cover.addEventListener("click", turn);
    document.addEventListener("keydown", (event) => event.key === "Escape" && turn());
  }

  open();
})();
