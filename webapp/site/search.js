// Search of the static site: the words typed, looked up in the small files of search/ (webapp/site/lookup.py tells their form).
"use strict";
(() => {
  const form = document.getElementById("find");
  const field = document.getElementById("q");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const stop = new Set(form.dataset.stop.split(" "));
  const perFile = 500;
  const shown = 50;
  const words = new Map();
  const listings = new Map();
  const loading = new Map();
  let asked = 0;

  window.kithTerms = (name, table) => words.set(name, new Map(Object.entries(table)));
  window.kithListings = (number, rows) => listings.set(number, rows);

  const load = (file) => {
    if (!loading.has(file)) {
      loading.set(file, new Promise((done) => {
        const script = document.createElement("script");
        script.src = "search/" + file + ".js";
        script.onload = () => done(true);
        // A word that no listing has has no file; from a disk that cannot be told from one that is not there.
        script.onerror = () => done(false);
          document.head.append(script);
      }));
    }
    return loading.get(file);
  };

  const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = (text) => (bare(text).match(/[\p{L}\p{N}]+/gu) || []).filter((word) => !stop.has(word));
  const fileOf = (word) => [...word].slice(0, 2)
    .map((letter) => /[a-z0-9]/.test(letter) ? letter : "-" + letter.codePointAt(0).toString(16)).join("");

  const numbers = (distances, weight, into) => {
    let at = 0;
    for (const step of distances) {
      at += step;
      into.set(at, Math.max(weight, into.get(at) || 0));
    }
  };

  // The listings that have a word, or for the last one typed a word that begins so, each with what that is worth.
  const having = async (word, begins) => {
    const into = new Map();
    await load("w-" + fileOf(word));
    for (const [known, [named, further]] of words.get(fileOf(word)) || []) {
      if (known === word || (begins && known.startsWith(word))) {
        numbers(named, known === word ? 4 : 3, into);
        numbers(further, known === word ? 2 : 1, into);
      }
    }
    return into;
  };

  const search = async (text) => {
    const typed = [...new Set(wordsOf(text))];
    const lists = await Promise.all(typed.map((word, at) => having(word, at === typed.length - 1 && word.length > 2)));
    if (!lists.length) return [];
    const [first, ...others] = lists.sort((one, other) => one.size - other.size);
    const all = [];
    for (const [number, worth] of first) {
      if (others.every((list) => list.has(number))) {
        all.push([others.reduce((sum, list) => sum + list.get(number), worth), number]);
      }
    }
    all.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
    return all.map((pair) => pair[1]);
  };

  const line = ([name, by, where, address]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.dir = "auto";
    link.textContent = name;
    const about = document.createElement("small");
    about.dir = "auto";
    about.textContent = [by, where].filter(Boolean).join(" · ");
    item.append(link, document.createElement("br"), about);
    return item;
  };

  const show = async () => {
    const turn = ++asked;
    const numbersFound = await search(field.value);
    const first = numbersFound.slice(0, shown);
    const files = [...new Set(first.map((number) => Math.floor(number / perFile)))];
    const loaded = await Promise.all(files.map((file) => load("l-" + file)));
    if (turn !== asked) return;
    results.replaceChildren();
    if (!wordsOf(field.value).length) {
      found.textContent = "";
    } else if (!loaded.every(Boolean)) {
      found.textContent = form.dataset.failed;
    } else {
      results.append(...first.map((number) => line(listings.get(Math.floor(number / perFile))[number % perFile])));
      found.textContent = !first.length ? form.dataset.none
        : numbersFound.length > shown ? form.dataset.more : `${form.dataset.found} ${first.length}`;
    }
    history.replaceState(null, "", "#");
  };

  let waiting = 0;
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 200); });
  form.hidden = false;
})();
