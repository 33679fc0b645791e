// The referral lists of this device: "Add to my list" beside a listing, and how many there are. `kith.lists` in the
// browser's storage holds {current, lists: {key: {title, intro, order, language, entries}}}; nothing of it is sent
// before the page of the list is opened.
(() => {
  const NAME = "kith.lists";
  const MOST = 100;
  const USUAL = { current: "1", lists: { 1: { title: "", intro: "", order: "none", language: "", entries: [] } } };

  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(NAME));
      const list = found?.lists?.[found.current];
      return Array.isArray(list?.entries) ? found : structuredClone(USUAL);
    } catch {
      return structuredClone(USUAL);
    }
  };

  const write = (kept) => {
    try {
      localStorage.setItem(NAME, JSON.stringify(kept));
      return true;
    } catch {
      // Storage is full or refused: then the links work as they do without scripts.
      return false;
    }
  };

  const count = () => {
    const { lists, current } = read();
    const number = lists[current].entries.length;
    const shown = document.getElementById("list-count");
    if (shown) shown.textContent = number ? `(${number.toLocaleString(document.documentElement.lang)})` : "";
  };

  const has = (id) => {
    const { lists, current } = read();
    return lists[current].entries.some((one) => one.id === id);
  };

  const say = (link) => {
    const kept = has(link.dataset.id);
    link.firstChild.textContent = kept ? link.dataset.remove : link.dataset.add;
    link.setAttribute("aria-pressed", String(kept));
  };

  const toggle = (link) => {
    const kept = read();
    const list = kept.lists[kept.current];
    const { id, name } = link.dataset;
    const rest = list.entries.filter((one) => one.id !== id);
    if (rest.length === list.entries.length) {
      if (rest.length >= MOST) return false;
      rest.push({ id, name, note: "", blanks: 0, facts: "" });
    }
    list.entries = rest;
    return write(kept);
  };

  // Tried and taken away again: who keeps no list leaves nothing behind by reading.
  const usable = () => {
    try {
      localStorage.setItem("kith.trial", "");
      localStorage.removeItem("kith.trial");
      return true;
    } catch {
      return false;
    }
  };

  window.kithLists = { read, write, count };
  if (!usable()) return;
  for (const link of document.querySelectorAll("a.keep")) {
    link.setAttribute("role", "button");
    say(link);
    const press = (event) => {
      if (!toggle(link)) return;
      event.preventDefault();
      say(link);
      count();
    };
    link.addEventListener("click", press);
    link.addEventListener("keydown", (event) => { if (event.key === " ") press(event); });
  }
  // Another tab may have changed the list.
  window.addEventListener("storage", (event) => {
    if (event.key !== NAME) return;
    document.querySelectorAll("a.keep").forEach(say);
    count();
  });
  count();
})();
