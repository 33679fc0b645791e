// The support plan: what is written stays in this page, and on this device only after its reader says so. Asked for,
// it looks up what is near (the place goes in the body of the question) and makes a calendar file, both without
// telling anybody what the plan says. Without this script the page is a form to print.
(() => {
  const plan = document.getElementById("plan");
  const at = (id) => document.getElementById(id);
  const say = (name) => plan.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`];
  // What begins with "kith." is wiped when the site is left (leave.js); the other name is for who wants it to stay.
  const WIPED = "kith.plan";
  const STAYS = "stays.plan";
  const SUGGESTIONS = 3;
  const DAY_MS = 24 * 60 * 60 * 1000;
  const language = document.documentElement.lang;

  const givers = [...plan.querySelectorAll("textarea[data-giver]")];
  const gifts = [...plan.querySelectorAll("input[data-gift]")];
  const fields = [...givers, ...gifts, at("goal"), at("start"), at("clock"), at("every"), at("times"), at("title")];
  const first = new Map(fields.map((field) => [field.id, valueOf(field)]));
  let keeping = false;

  function valueOf(field) {
    return field.type === "checkbox" ? field.checked : field.value;
  }

  function put(field, value) {
    if (field.type === "checkbox") field.checked = value === true;
    else if (typeof value === "string") field.value = value;
  }

  const storage = () => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  };

  const remove = () => [WIPED, STAYS].forEach((name) => storage()?.removeItem(name));

  const save = () => {
    remove();
    if (!keeping) return true;
    const values = Object.fromEntries(fields.map((field) => [field.id, valueOf(field)]));
    try {
      window.localStorage.setItem(at("stays").checked ? STAYS : WIPED, JSON.stringify(values));
      return true;
    } catch {
      return false;
    }
  };

  const showKept = (message) => {
    at("keep").setAttribute("aria-pressed", String(keeping));
    at("keep").textContent = say(keeping ? "stop" : "keep");
    at("kept").textContent = message;
  };

  const load = () => {
    for (const name of [WIPED, STAYS]) {
      let values;
      try {
        values = JSON.parse(window.localStorage.getItem(name));
      } catch {
        values = null;
      }
      if (!values) continue;
      fields.forEach((field) => put(field, values[field.id]));
      at("stays").checked = name === STAYS;
      keeping = true;
      showKept(say("kept"));
    }
  };

  const clear = () => {
    fields.forEach((field) => put(field, first.get(field.id)));
    at("near").value = "";
    at("stays").checked = false;
    plan.querySelectorAll(".found").forEach((list) => { list.replaceChildren(); list.hidden = true; });
    keeping = false;
    remove();
    show();
  };

  // What is missing: kinds about which nothing is said, and gifts that nobody gives.

  const isEmpty = (giver) =>
    !givers.some((field) => field.dataset.giver === giver && field.value.trim())
    && !gifts.some((field) => field.dataset.giver === giver && field.checked);

  const showGaps = () => {
    let missing = 0;
    for (const item of plan.querySelectorAll("[data-gap]")) {
      item.hidden = !isEmpty(item.dataset.gap);
      if (!item.hidden) missing += 1;
    }
    const given = new Set(gifts.filter((field) => field.checked).map((field) => field.dataset.gift));
    const names = new Map(gifts.map((field) => [field.dataset.gift, field.parentElement.textContent.trim()]));
    const lacking = given.size ? [...names].filter(([gift]) => !given.has(gift)).map(([, name]) => name) : [];
    const list = new Intl.ListFormat(language, { type: "unit" }).format(lacking);
    const words = lacking.length ? `${say("nobody")} ${list}` : missing ? "" : say("whole");
    if (at("gaps").textContent !== words) at("gaps").textContent = words;
    at("gaps").hidden = !words;
    at("near-tools").hidden = !missing;
  };

  // Check-in days.

  const days = () => {
    const [year, month, day] = at("start").value.split("-").map(Number);
    if (!day) return [];
    const weeks = Number(at("every").value);
    // Noon in UTC: a change of clocks moves no day.
    const start = Date.UTC(year, month - 1, day, 12);
    return Array.from({ length: Number(at("times").value) }, (_, time) => new Date(start + time * weeks * 7 * DAY_MS));
  };

  const showDays = () => {
    const words = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" });
    at("dates").replaceChildren(...days().map((day) => {
      const item = document.createElement("li");
      item.textContent = words.format(day);
      return item;
    }));
    at("dates").hidden = !at("start").value;
    if (at("start").value) at("date-status").textContent = "";
  };

  // RFC 5545: texts (3.3.11), folded lines (3.1) of at most 75 octets.
  const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\s+/g, " ");

  const folded = (line) => {
    const parts = [];
    let part = "";
    for (const letter of line) {
      if (new TextEncoder().encode(part + letter).length > 74) {
        parts.push(part);
        part = " ";
      }
      part += letter;
    }
    return [...parts, part].join("\r\n");
  };

  const stamp = (date) => date.toISOString().replace(/[-:]|\.\d+/g, "");

  const calendar = () => {
    const title = escaped(at("title").value.trim() || first.get("title"));
    const clock = (at("clock").value || first.get("clock")).replace(":", "");
    const number = crypto.getRandomValues(new Uint32Array(4)).join("-");
    // Local time without a zone: the clock on the wall wherever its reader is.
    return [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar//EN", "BEGIN:VEVENT", `UID:${number}`,
      `DTSTAMP:${stamp(new Date())}`, `DTSTART:${at("start").value.replaceAll("-", "")}T${clock}00`, "DURATION:PT15M",
      `RRULE:FREQ=WEEKLY;INTERVAL=${at("every").value};COUNT=${at("times").value}`, `SUMMARY:${title}`,
      "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S", `DESCRIPTION:${title}`, "END:VALARM",
      "END:VEVENT", "END:VCALENDAR", "",
    ].map(folded).join("\r\n");
  };

  const download = () => {
    if (!at("start").value) {
      at("date-status").textContent = say("date");
      at("start").focus();
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([calendar()], { type: "text/calendar" }));
    link.download = "reminder.ics";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  // Suggestions: asked for by the button alone.

  const lineOf = (result) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = plan.dataset.listing.replace("id", result.id);
    link.textContent = result.name;
    item.append(link);
    if (result.distance_miles !== null) {
      const miles = new Intl.NumberFormat(language, { style: "unit", unit: "mile", maximumFractionDigits: 1 });
      item.append(` ${miles.format(result.distance_miles)}`);
    }
    return item;
  };

  const ask = async (item, near) => {
    const response = await fetch(plan.dataset.search, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ need: item.dataset.needs.split(" "), near, limit: SUGGESTIONS }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error.field === "near" ? "place" : "failed");
    const list = item.querySelector(".found");
    const found = answer.results.slice(0, SUGGESTIONS).map(lineOf);
    if (!found.length) {
      const none = document.createElement("li");
      none.textContent = say("nothing");
      found.push(none);
    }
    list.replaceChildren(...found);
    list.hidden = false;
  };

  const suggest = async () => {
    const near = at("near").value.trim();
    const status = at("near-status");
    status.textContent = near ? "" : say("place");
    if (!near) {
      at("near").focus();
      return;
    }
    const wanted = [...plan.querySelectorAll("[data-gap]")].filter((item) => !item.hidden);
    try {
      await Promise.all(wanted.map((item) => ask(item, near)));
    } catch (error) {
      status.textContent = say(error.message === "place" ? "place" : "failed");
    }
  };

  const MOST_LINES = 8;

  // Paper shows what fits a field, so a field grows with its text.
  const grow = (field) => {
    field.rows = 2;
    while (field.scrollHeight > field.clientHeight + 2 && field.rows < MOST_LINES) field.rows += 1;
  };

  const show = () => {
    [...givers, at("goal")].forEach(grow);
    showGaps();
    showDays();
  };

  plan.addEventListener("input", (event) => {
    if (event.target.id === "near") return;
    show();
    if (!save()) showKept(say("refused"));
  });

  at("keep").addEventListener("click", () => {
    keeping = !keeping;
    if (save()) {
      showKept(say(keeping ? "kept" : "stopped"));
      return;
    }
    keeping = false;
    showKept(say("refused"));
  });

  at("erase").addEventListener("click", () => {
    clear();
    showKept(say("erased"));
    at("kept").scrollIntoView({ block: "nearest" });
  });

  at("print").addEventListener("click", () => window.print());
  at("calendar").addEventListener("click", download);
  at("suggest").addEventListener("click", suggest);
  at("near").addEventListener("keydown", (event) => {
    if (event.key === "Enter") suggest();
  });
  document.addEventListener("kith:leave", () => {
    if (!keeping || !at("stays").checked) clear();
  });

  for (const id of ["tools", "calendar"]) at(id).hidden = false;
  document.documentElement.classList.add("planning");
  load();
  show();
})();
