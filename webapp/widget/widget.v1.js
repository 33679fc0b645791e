// Kith's search on your page: https://<the directory>/embed says how. Version 1.
// It asks the directory alone, keeps nothing, and adds no name to your page but the element <kith-search>.
(() => {
  "use strict";
  const NAME = "kith-search";
  const own = document.currentScript;
  // Pages of a directory that lives below a path have their script there too.
  const base = own?.src ? new URL(".", own.src).href : "";
  const LEAVE_URL = "https://weather.gov/";
  const LEAVE_TIMES = 3;
  const LEAVE_WITHIN_MS = 3000;
  const TOO_LONG_MS = 15000;
  const NEARLY_PX = 200;
  const FIRST_CARDS = 1;
  const LANGUAGES = ["en", "es", "zh-Hans", "vi", "ko", "ar"];
  const ENGLISH = {
    "lang": "en", "dir": "ltr",
    "title": "Find help near you",
    "need": "What do you need?", "need-hint": "For example: grief group, food, someone to talk to",
    "near": "Where are you?", "near-hint": "ZIP code, or city and state",
    "search": "Search", "busy": "Searching…",
    "ask-place": "Tell us a ZIP code, or a city and state, to see what is near you.",
    "unknown-place": "We do not know that place. Try a ZIP code, or a city and state.",
    "failed": "The directory cannot be reached at the moment. Help lines work as always.",
    "wait": "Many searches came from your network just now. Please wait a moment.",
    "open": "Search in the directory",
    "foot": "Results come from the Kith directory. What you search for is not kept.",
    "crisis": "In crisis?", "call": "Call 988", "text": "Text 988", "text-home": "Text HOME to 741741", "word": "HOME",
    "more": "More lines",
    "leave": "Leave this site",
    "once": "Press Esc once more to leave this site.", "twice": "Press Esc two more times to leave this site.",
  };
  const OWN_WORDS = ["title", "need", "need-hint", "near", "near-hint", "search", "foot"];

  const oneOf = (...values) => [(value) => values.includes(value), `one of: ${values.join(", ")}`];
  const number = (least, most) => [(value) => value.trim() && value >= least && value <= most,
    `a number from ${least} to ${most}`];
  const colour = [(value) => CSS.supports("color", value), "a colour of CSS"];
  const anything = [() => true];
  // What may be set, and what is right. Ids of needs, costs and languages are known to the directory.
  const SETTINGS = {
    "near": anything, "radius": number(0, 500), "needs": anything, "cost": anything, "language": anything,
    "limit": number(1, 20), "layout": oneOf("full", "compact"), "lang": oneOf(...LANGUAGES),
    "results": oneOf("here", "directory"), "start": oneOf("search", "wait"), "exit": oneOf("on", "off"),
    "heading": oneOf("1", "2", "3", "4"), "events": oneOf("plain", "words"), "scheme": oneOf("light", "dark"),
    "accent": colour, "accent-ink": colour, "ink": colour, "ground": colour,
    "directory": [(value) => /^https?:\/\/[^/]/.test(value), "the address of a directory"],
  };
  const COLOURS = ["accent", "accent-ink", "ink", "ground"];
  // Presets that the directory checks: what it calls them, and what they are called here.
  const PRESETS = { otherwise: "needs", cost: "cost", language: "language", radius: "radius" };
  const ANY_ELEMENT = /^(id|class|style|slot|title|dir|hidden|part|role|tabindex|translate|inert|(data|aria|on).*)$/;
  const isLocal = /^(localhost|.*\.localhost|127\..*|\[::1\]|)$/.test(location.hostname);
  const isFramed = window.top !== window;

  const CSS_TEXT = `
:host { display: block !important; }
:host([hidden]) { display: none !important; }
.k {
  all: initial; color-scheme: inherit; display: block; box-sizing: border-box;
  --accent: var(--kith-accent, #0b5d5e); --accent-ink: var(--kith-accent-ink, #fff);
  --ink: var(--kith-ink, #1f2a2e); --ground: var(--kith-ground, #fffefb);
  --soft: var(--ink); --line: var(--ink); --tint: var(--ground); --crisis: #8a1c33; --error: #8a1c33;
  padding: var(--kith-padding, 1.25em); border: 1px solid var(--line); border-radius: var(--kith-radius, .75em);
  background: var(--ground); color: var(--ink); overflow-wrap: break-word;
  font: var(--kith-size, medium)/1.5 var(--kith-font, system-ui, sans-serif);
}
@supports (color: light-dark(red, red)) {
  .k {
    --accent: var(--kith-accent, light-dark(#0b5d5e, #84d2c9)); --accent-ink: var(--kith-accent-ink, light-dark(#fff, #0c2324));
    --ink: var(--kith-ink, light-dark(#1f2a2e, #ece7dd)); --ground: var(--kith-ground, light-dark(#fffefb, #1c2324));
    --crisis: light-dark(#8a1c33, #701a2e);
  }
}
@supports (color: color-mix(in srgb, red, red)) {
  .k {
    --soft: color-mix(in srgb, var(--ink) 78%, var(--ground)); --line: color-mix(in srgb, var(--ink) 22%, var(--ground));
    --tint: color-mix(in srgb, var(--accent) 10%, var(--ground)); --error: var(--ink);
  }
}
:host([scheme="light"]) .k { color-scheme: light; }
:host([scheme="dark"]) .k { color-scheme: dark; }
.k * { box-sizing: border-box; }
.top, .crisis, .marks, .links { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1em; margin: 0; }
.top { flex-wrap: nowrap; align-items: start; justify-content: space-between; }
h1, h2, h3, h4, h5, h6 { margin: 0; font-size: 1.1em; line-height: 1.25; }
.top > :first-child { padding: .2em 0; font-size: 1.4em; }
p { margin: 0 0 .6em; }
a, .link { color: var(--accent); text-underline-offset: .15em; }
.crisis a, .links a, .leave, .link, .foot a { display: inline-flex; align-items: center; min-height: 2.75em; }
.leave { padding: 0 .8em; border: 1px solid; border-radius: 1.5em; color: inherit; font-size: .9em; text-decoration: none; white-space: nowrap; }
.crisis { margin: .75em 0 1em; padding: 0 1em; border-radius: .5em; background: var(--crisis); color: #fff; }
.crisis a { min-width: 2.75em; color: inherit; }
.crisis strong { padding: .4em 0; }
.crisis :focus-visible { outline-color: #fff; outline-offset: -3px; }
.fields { display: flex; flex-wrap: wrap; align-items: end; gap: .75em 1em; }
.field { flex: 3 1 14em; min-width: 0; }
.field.near { flex-grow: 2; }
label { font-weight: bold; }
.hint, .foot, .seen, .by, dt, .credits { color: var(--soft); }
.hint { margin: 0 0 .25em; font-size: .9em; }
input {
  display: block; width: 100%; min-height: 2.75em; padding: .4em .7em; border: 1.5px solid var(--soft); border-radius: .5em;
  background: var(--ground); color: var(--ink); font: inherit;
}
.problem { margin: 0 0 .25em; color: var(--error); font-weight: bold; }
[aria-invalid] { border: 3px solid var(--crisis); }
button { font: inherit; cursor: pointer; }
.button {
  min-height: 2.75em; padding: .4em 1.3em; border: 2px solid var(--accent); border-radius: .5em; background: var(--accent);
  color: var(--accent-ink); font-weight: bold;
}
.link { padding: 0; border: 0; background: none; text-decoration: underline; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; border-radius: 3px; }
.results:focus { outline: 0; }
.status { min-height: 1.5em; margin: .75em 0 .25em; font-weight: bold; }
.group > :first-child { margin: .75em 0 .5em; }
ul.marks { padding: 0; list-style: none; }
ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20em), 1fr)); gap: .75em; margin: 0; padding: 0; list-style: none; }
.card { min-width: 0; padding: .8em 1em; border: 1px solid var(--line); border-radius: .6em; }
.card p, .card dl { margin: 0 0 .35em; }
.card > :last-child { margin: 0; }
.marks { gap: .3em .5em; }
.mark { padding: 0 .6em; border-radius: 1em; background: var(--tint); font-size: .9em; font-weight: bold; }
.mark.sample, .mark.status { border: 1px dashed; background: none; }
dl div { display: grid; grid-template-columns: 5.5em 1fr; gap: .5em; }
dd { margin: 0; min-width: 0; }
.seen, .foot, .credits { font-size: .9em; }
.note { padding: .4em .8em; border-inline-start: 4px solid var(--accent); background: var(--tint); }
.alert { margin: 0 0 .75em; padding: .9em 1.1em; border: 2px solid var(--crisis); border-radius: .6em; }
.alert p { margin: .4em 0; }
.alert a { font-weight: bold; }
.wrong { padding: .4em .8em; border: 2px dashed; white-space: pre-line; }
.credits { margin: .75em 0 0; padding-inline-start: 1.1em; }
.foot { margin: .75em 0 0; }
.foot a { min-height: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { form, .leave, .foot { display: none; } .k { border: 0; padding: 0; } .card { break-inside: avoid; } }
@media (forced-colors: active) { .mark, .crisis { border: 1px solid; } }
`;

  let shared;
  // A constructed stylesheet passes every policy; browsers without it get an element, which a strict policy may refuse.
  const dress = (root, colours) => {
    try {
      if (!shared) (shared = new CSSStyleSheet()).replaceSync(CSS_TEXT);
      root.adoptedStyleSheets = [shared];
      if (!colours) return;
      const theme = new CSSStyleSheet();
      theme.replaceSync(`:host{${colours}}`);
      root.adoptedStyleSheets = [shared, theme];
    } catch {
      root.append(make("style", {}, `${CSS_TEXT}:host{${colours}}`));
    }
  };

  const make = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter(Boolean));
    return made;
  };

  const list = (value) => (value || "").split(/[\s,]+/).filter(Boolean);

  // What the directory sends is text; an address is a link only where it is one that people follow.
  const link = (to, text, from, more) => {
    const address = new URL(to, from);
    const isPage = /^https?:$/.test(address.protocol);
    if (!isPage && !/^(tel|sms):$/.test(address.protocol)) return make("span", {}, text);
    return make("a", { href: address.href, rel: isPage && "noreferrer", target: isPage && isFramed && "_blank", ...more }, text);
  };

  const send = (url, body) => {
    const control = new AbortController();
    const waiting = setTimeout(() => control.abort(), TOO_LONG_MS);
    const sent = fetch(url, {
      method: body ? "POST" : "GET",
      // Plain text is asked for at once; for JSON a browser first asks whether it may ask (CORS preflight).
      headers: body ? { "Content-Type": "text/plain" } : {},
      body: body && JSON.stringify(body),
      credentials: "omit", referrerPolicy: "no-referrer", signal: control.signal,
    }).then(async (answer) => ({ status: answer.status, retry: answer.headers.get("Retry-After"), body: await answer.json() }));
    return sent.finally(() => clearTimeout(waiting));
  };

  const spoken = new Map();
  // English stands above; where another language cannot be had, English is better than nothing. An answer that is on
  // its way brings the words along: one request less.
  const wordsOf = (lang, from, asked) => {
    const url = new URL(`${lang}/api/words`, from).href;
    if (!spoken.has(url)) {
      const brought = Promise.resolve(asked).then((got) => got?.body.words, () => null);
      spoken.set(url, brought.then(async (words) => {
        const got = words ? { status: 200, body: words } : await send(url);
        if (got.status !== 200) throw new Error(got.status);
        return { ...ENGLISH, ...got.body };
      }).catch(() => {
        spoken.delete(url);
        return ENGLISH;
      }));
    }
    return spoken.get(url);
  };
  // When what was done has been painted; nothing is painted in a tab that nobody sees.
  const painted = () => new Promise((done) => {
    if (document.hidden) done();
    else requestAnimationFrame(() => setTimeout(done));
  });

  const languageOf = (tag) => {
    const wanted = tag.toLowerCase();
    return LANGUAGES.find((one) => one.toLowerCase() === wanted)
      || LANGUAGES.find((one) => one.split("-")[0].toLowerCase() === wanted.split("-")[0]);
  };

  class KithSearch extends HTMLElement {
    static observedAttributes = [...Object.keys(SETTINGS), ...OWN_WORDS.map((word) => `text-${word}`)];

    #root; #seen; #words; #parts; #set; #wrong; #dropped; #base;
    #turn = 0;
    #escapes = [];
    #onLeave = () => this.#wipe();

    connectedCallback() {
      this.#root ||= this.attachShadow({ mode: "open" });
      document.addEventListener("kith:leave", this.#onLeave);
      this.#start();
    }

    disconnectedCallback() {
      document.removeEventListener("kith:leave", this.#onLeave);
      this.#seen?.disconnect();
      this.#turn += 1;
    }

    attributeChangedCallback(name, before, after) {
      if (!this.isConnected || !this.#root || before === after) return;
      const turn = this.#turn += 1;
      // Several settings change together.
      queueMicrotask(() => turn === this.#turn && this.isConnected && this.#start());
    }

    // What the page set, without what is wrong; what is wrong is said to who made the page.
    #read() {
      this.#set = {};
      this.#wrong = [];
      this.#dropped = new Set();
      for (const { name, value } of this.attributes) {
        const [isRight, what] = SETTINGS[name] || [];
        if (isRight?.(value)) this.#set[name] = value.trim();
        else if (name === "lang" && languageOf(value)) this.#set.lang = languageOf(value);
        else if (isRight) this.#complain(`${name}="${value}" is not ${what}`);
        else if (!ANY_ELEMENT.test(name) && !OWN_WORDS.includes(name.replace(/^text-/, ""))) {
          this.#complain(`there is no setting "${name}"; there are ${Object.keys(SETTINGS).join(", ")} and text-${OWN_WORDS.join(", text-")}`);
        }
      }
      this.#base = this.#set.directory ? new URL(this.#set.directory.replace(/\/?$/, "/")).href : base;
      if (!this.#base) this.#complain('say which directory: directory="https://…"');
      this.#set.lang ||= languageOf(this.parentElement?.closest("[lang]")?.lang || "en") || "en";
      this.#set.limit ||= this.#set.layout === "compact" ? 3 : 5;
    }

    #complain(text) {
      this.#wrong.push(text);
      console.warn(`${NAME}: ${text}`, this);
      this.#parts?.wrong.replaceChildren(this.#wrong.join("\n"));
      if (this.#parts && isLocal) this.#parts.wrong.hidden = false;
    }

    #start() {
      this.#turn += 1;
      this.#seen?.disconnect();
      this.#parts = null;
      this.#read();
      if (this.#base && (this.#words || !window.IntersectionObserver || this.#isNear())) {
        this.#begin();
        return;
      }
      this.#hold();
      if (!this.#base) return;
      this.#seen = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#seen.disconnect();
        this.#begin();
      }, { rootMargin: `${NEARLY_PX}px` });
      this.#seen.observe(this);
    }

    // Asked before anything is changed, so that a page is not laid out once more for it.
    #isNear() {
      const { top, bottom } = this.getBoundingClientRect();
      return this.checkVisibility?.() !== false && top < window.innerHeight + NEARLY_PX && bottom > -NEARLY_PX;
    }

    #dress() {
      dress(this.#root, COLOURS.filter((name) => this.#set[name]).map((name) => `--kith-${name}:${this.#set[name]};`).join(""));
    }

    // Until there is more to see there is what the page put inside, or at least who to call.
    #hold() {
      this.#dress();
      this.#replace(make("slot", {}, make("div", { class: "k" }, this.#crisis(ENGLISH))));
    }

    #replace(...content) {
      const style = this.#root.querySelector("style");
      this.#root.replaceChildren(...(style ? [style] : []), ...content);
    }

    async #begin() {
      const turn = this.#turn;
      // What watches requests reads again all that is being run; this way that is not the whole file.
      await null;
      if (turn !== this.#turn) return;
      const { near, needs, start, lang } = this.#set;
      const searches = needs && near && start !== "wait" && this.#set.results !== "directory";
      // The question goes out first: what is drawn here is drawn while it is on its way.
      const asked = searches ? this.#ask("", near, lang !== "en" && this.#words?.lang !== lang) : null;
      // It is waited for below; until then nobody listens.
      asked?.catch(() => {});
      let found = ENGLISH;
      if (lang !== "en") {
        if (!this.#words) this.#hold();
        found = await wordsOf(lang, this.#base, asked);
        if (turn !== this.#turn) return;
      }
      this.#words = { ...found };
      for (const word of OWN_WORDS) this.#words[word] = this.getAttribute(`text-${word}`) ?? found[word];
      this.#dress();
      this.#draw();
      if (asked) this.#run(asked, true);
    }

    #url(path) {
      return new URL(`${this.#words ? this.#words.lang : this.#set.lang}/${path}`, this.#base).href;
    }

    #crisis(words) {
      const to = (href, text) => make("a", { href }, text);
      const more = this.#base && link(`${words.lang}/help-now`, words.more, this.#base);
      return make("p", { class: "crisis", part: "crisis" }, make("strong", {}, words.crisis), to("tel:988", words.call),
        to("sms:988", words.text), to(`sms:741741?&body=${words.word}`, words["text-home"]), more);
    }

    #heading(below, attributes, ...children) {
      return make(`h${Math.min(6, Number(this.#set.heading || 2) + below)}`, attributes, ...children);
    }

    #hidden(q, near) {
      const pairs = near === undefined ? [] : [["q", q], ["near", near]];
      for (const [name, setting] of Object.entries(PRESETS)) {
        if (!this.#dropped.has(name)) pairs.push(...list(this.#set[setting]).map((value) => [name, value]));
      }
      return pairs.map(([name, value]) => make("input", { type: "hidden", name, value }));
    }

    #field(name, word, value, attributes) {
      const { [word]: label, [`${word}-hint`]: hint } = this.#words;
      const field = make("input", { id: name, name, value, dir: "auto", enterkeyhint: "search", part: "input",
        "aria-describedby": `${name}-hint ${name}-problem`, ...attributes });
      const problem = make("p", { id: `${name}-problem`, class: "problem", part: "problem", role: "alert" });
      const hinted = make("p", { id: `${name}-hint`, class: this.#set.layout === "compact" ? "unseen" : "hint", part: "hint" }, hint);
      return { field, problem, box: make("div", { class: `field ${name}`, part: "field" }, make("label", { for: name, part: "label" }, label), hinted, problem, field) };
    }

    #draw() {
      const words = this.#words;
      const place = [...document.querySelectorAll(NAME)].indexOf(this);
      const q = this.#field("q", "need", "", { maxlength: 500, autocomplete: "off" });
      const near = this.#field("near", "near", this.#set.near || "", { maxlength: 120, autocomplete: "postal-code" });
      const form = make("form", { part: "form", role: "search", method: "post", action: this.#url("search"), target: isFramed && "_blank",
        // Regions of one kind on a page need names of their own.
        "aria-label": place > 0 ? `${words.title} (${place + 1})` : words.title },
      ...this.#hidden(), make("div", { class: "fields" }, q.box, near.box, make("button", { class: "button", part: "button" }, words.search)));
      const wrong = make("p", { class: "wrong", part: "wrong", hidden: !this.#wrong.length || !isLocal }, this.#wrong.join("\n"));
      const status = make("p", { class: "status", part: "status", role: "status" });
      const results = make("div", { class: "results", part: "results", tabindex: "-1" });
      const leave = make("a", { class: "leave", part: "leave", href: LEAVE_URL, rel: "noreferrer", target: isFramed && "_top" }, words.leave);
      const open = link(`${words.lang}/`, words.open, this.#base, { part: "open" });
      const box = make("div", { class: "k", part: "root", lang: words.lang, dir: words.dir },
        make("div", { class: "top" }, this.#heading(0, { part: "title" }, words.title), this.#set.exit !== "off" && leave),
        wrong, this.#crisis(words), form, status, results, make("p", { class: "foot", part: "foot" }, words.foot, " ", open));
      this.#parts = { form, q, near, wrong, status, results };
      form.addEventListener("submit", (event) => this.#submit(event));
      leave.addEventListener("click", (event) => {
        event.preventDefault();
        this.#leave();
      });
      box.addEventListener("keydown", (event) => this.#escape(event));
      this.#replace(box);
    }

    #tell(name, detail) {
      this.dispatchEvent(new CustomEvent(`kith:${name}`, { bubbles: true, composed: true, detail }));
    }

    #told(q, near, auto) {
      this.#tell("search", this.#set.events === "words" ? { auto, q, near } : { auto });
    }

    #submit(event) {
      const q = this.#parts.q.field.value.trim();
      const near = this.#parts.near.field.value.trim();
      if (this.#set.results === "directory") {
        this.#told(q, near, false);
        return;
      }
      event.preventDefault();
      if (q || near || this.#set.needs) this.#run(this.#ask(q, near), false);
      else this.#problem("near", this.#words["ask-place"]);
    }

    #ask(q, near, words) {
      const body = { q, near, limit: Number(this.#set.limit), words };
      for (const [name, setting] of Object.entries(PRESETS)) {
        if (this.#set[setting] && !this.#dropped.has(name)) body[name] = list(this.#set[setting]);
      }
      const asked = send(new URL(`${this.#set.lang}/api/cards`, this.#base).href, body);
      return asked.then((got) => ({ ...got, q, near }), (error) => {
        throw Object.assign(error, { q, near });
      });
    }

    async #run(asked, auto) {
      const turn = this.#turn += 1;
      const began = performance.now();
      const { status, results } = this.#parts;
      this.#problem("q", "");
      this.#problem("near", "");
      status.textContent = this.#words.busy;
      results.setAttribute("aria-busy", "true");
      this.#told(auto ? "" : this.#parts.q.field.value.trim(), this.#parts.near.field.value.trim(), auto);
      let got;
      try {
        got = await asked;
      } catch {
        got = { status: 0 };
      }
      if (turn !== this.#turn) return;
      if (got.status === 200) {
        const drawRest = this.#show(got);
        await painted();
        if (turn !== this.#turn) return;
        drawRest();
        results.removeAttribute("aria-busy");
        this.#tell("results", { total: got.body.total, counts: got.body.counts, ms: Math.round(performance.now() - began) });
      } else {
        results.removeAttribute("aria-busy");
        this.#refused(got, auto);
      }
    }

    #refused({ status, body, retry, q, near }, auto) {
      const { code = status ? "refused" : "no-answer", field, message } = body?.error || {};
      const said = this.#parts.status;
      if (PRESETS[field] && this.#set[PRESETS[field]] && !this.#dropped.has(field)) {
        // One wrong setting must not keep a reader from help: it is left out.
        this.#complain(`${PRESETS[field]}="${this.#set[PRESETS[field]]}": ${message}`);
        this.#dropped.add(field);
        this.#parts.form.querySelectorAll(`[type=hidden][name=${field}]`).forEach((one) => one.remove());
        this.#run(this.#ask(q, near), auto);
        return;
      }
      this.#parts.results.replaceChildren(...(body?.crisis ? [this.#boxed(body.crisis, "alert")] : []));
      said.textContent = "";
      if (this.#words[code] && field === "near") this.#problem("near", this.#words[code], !auto);
      else said.textContent = status === 429 ? `${this.#words.wait} (${retry} s)` : this.#words.failed;
      if (status === 400 && field !== "near") this.#complain(`${field}: ${message}`);
      this.#tell("error", { code, status });
    }

    #problem(name, text, focus = true) {
      const { field, problem } = this.#parts[name];
      problem.textContent = text;
      if (!text) {
        field.removeAttribute("aria-invalid");
        return;
      }
      field.setAttribute("aria-invalid", "true");
      this.#parts.status.textContent = "";
      if (focus) field.focus();
    }

    // Draws as far as the first card; returns what draws the rest, so that a slow telephone shows something sooner.
    #show({ body, q, near }) {
      const { groups } = body;
      const { results, status } = this.#parts;
      const shown = groups.reduce((sum, group) => sum + group.cards.length, 0);
      const full = groups.findIndex((group) => group.cards.length);
      const [box, rest] = full < 0 ? [] : this.#group(groups[full]);
      const add = (...nodes) => results.append(...nodes.filter(Boolean));
      status.textContent = body.summary;
      results.replaceChildren();
      add(this.#understood(body.understood), body.crisis && this.#boxed(body.crisis, "alert"),
        ...body.notes.map((note) => make("p", { class: "note", part: "note", dir: "auto" }, note)),
        ...groups.slice(0, Math.max(0, full)).map((group) => this.#group(group)[0]), box);
      return () => {
        rest?.();
        for (const group of groups.slice(full + 1)) {
          const [one, others] = this.#group(group);
          others();
          add(one);
        }
        add(body.nothing && this.#boxed(body.nothing, "nothing"),
          shown < body.total && make("form", { method: "post", action: this.#url("search"), target: isFramed && "_blank" },
            ...this.#hidden(q, near), make("button", { class: "link", part: "all" }, body.all)),
          body.credits.length && make("ul", { class: "credits", part: "credits" }, ...body.credits.map((one) => make("li", {}, make("bdi", {}, one)))));
      };
    }

    #understood({ title, items }) {
      return items.length && make("ul", { class: "marks", part: "understood", "aria-label": title },
        ...items.map((item) => make("li", { class: "mark" }, make("bdi", {}, item))));
    }

    #boxed({ title, text, links }, name) {
      return make("div", { class: name, part: name }, this.#heading(1, {}, title), make("p", {}, text), this.#links(links));
    }

    #links(links) {
      return make("p", { class: "links", part: "links" }, ...links.map((one) => link(one.href, one.text, this.#base)));
    }

    #group({ id, title, count, empty, cards }) {
      const drawn = make("ol", {}, ...cards.slice(0, FIRST_CARDS).map((card) => this.#card(card)));
      const box = make("div", { class: "group", part: `group group-${id}` }, this.#heading(1, { part: "group-title" }, `${title} (${count})`),
        empty && make("p", {}, empty), cards.length && drawn);
      return [box, () => drawn.append(...cards.slice(FIRST_CARDS).map((card) => this.#card(card)))];
    }

    #card(card) {
      const full = this.#set.layout !== "compact";
      return make("li", { class: "card", part: "card" },
        this.#heading(2, { part: "name" }, link(card.href, make("bdi", {}, card.name), this.#base)),
        card.by && make("p", { class: "by", part: "by" }, make("bdi", {}, card.by)),
        card.marks.length && make("p", { class: "marks" }, ...card.marks.map((mark) => make("b", { class: `mark ${mark.kind}`, part: `mark mark-${mark.kind}` }, mark.text))),
        full && card.text && make("p", { part: "text", dir: "auto" }, card.text),
        full && card.facts.length && make("dl", { part: "facts" }, ...card.facts.map((fact) => make("div", {}, make("dt", {}, fact.label), make("dd", {}, make("bdi", {}, fact.text))))),
        card.links.length && this.#links(full ? card.links : card.links.slice(0, 1)),
        card.warning && make("p", { class: "note" }, card.warning),
        full && card.seen && make("p", { class: "seen", part: "seen" }, card.seen));
    }

    #escape(event) {
      if (event.key !== "Escape" || event.isComposing || this.#set.exit === "off") return;
      const now = Date.now();
      this.#escapes = [...this.#escapes.filter((at) => now - at < LEAVE_WITHIN_MS), now];
      const left = LEAVE_TIMES - this.#escapes.length;
      if (left <= 0) this.#leave();
      else this.#parts.status.textContent = this.#words[left === 1 ? "once" : "twice"];
    }

    #wipe() {
      this.#turn += 1;
      this.#replace();
    }

    #leave() {
      this.#wipe();
      // Other widgets and the page itself may hide what they show.
      this.#tell("leave");
      try {
        window.top.location.replace(LEAVE_URL);
      } catch {
        // A frame may not be allowed to take its page along.
        window.location.replace(LEAVE_URL);
      }
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, KithSearch);

  // <script src="…/widget.js" data-near="90012">: the element stands where the script does.
  const given = own ? [...own.attributes].filter(({ name }) => name.startsWith("data-")) : [];
  if (!given.some(({ name }) => KithSearch.observedAttributes.includes(name.slice(5)))) return;
  const placed = make(NAME, { directory: base });
  for (const { name, value } of given) placed.setAttribute(name.slice(5), value);
  if (own.closest("body")) own.after(placed);
  else console.warn(`${NAME}: put the script where the search should stand, inside <body>`, own);
})();
