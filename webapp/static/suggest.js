// Offers words while somebody types: an ARIA combobox with a list, chosen by hand. The form works without it.
(() => {
  const field = document.getElementById("q");
  const words = document.currentScript.dataset;
  if (!field || !window.AbortController || navigator.connection?.saveData) return;

  const FEWEST = 2;
  const PAUSE_MS = 150;
  // Digits as the server writes them on the page.
  const LOCALE = `${document.documentElement.lang}-u-nu-latn`;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let asking, waiting;
  let active = -1;

  list.id = "q-offers";
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.title);
  status.className = "unseen";
  status.setAttribute("role", "status");
  field.after(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id],
    ["aria-expanded", "false"]]) field.setAttribute(name, value);

  const forget = () => {
    clearTimeout(waiting);
    asking?.abort();
  };

  const mark = (at) => {
    active = at;
    [...list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    forget();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    status.textContent = "";
    mark(-1);
  };

  const choose = (at) => {
    field.value = list.children[at].firstChild.textContent;
    list.replaceChildren();
    close();
    field.focus();
  };

  const part = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    made.dir = "auto";
    return made;
  };

  const option = (one, at) => {
    const made = document.createElement("li");
    const listings = words.listings.replace("#", one.listings.toLocaleString(LOCALE));
    made.id = `q-offer-${at}`;
    made.setAttribute("role", "option");
    made.append(part("span", one.text), part("small", one.label ? `${one.label} · ${listings}` : listings));
    return made;
  };

  const show = (found) => {
    list.replaceChildren(...found.map(option));
    mark(-1);
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? words.found.replace("#", found.length) : "";
  };

  const ask = async () => {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(words.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ q: field.value }),
        signal,
      });
      const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
      if (!signal.aborted && document.activeElement === field) show(suggestions);
    } catch {
      // Outdated, or the network is away: the form works all the same.
      if (!signal.aborted) close();
    }
  };

  field.addEventListener("input", () => {
    forget();
    if (field.value.trim().length < FEWEST) {
      list.replaceChildren();
      close();
    } else {
      waiting = setTimeout(ask, PAUSE_MS);
    }
  });

  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing || !count) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        list.hidden = false;
        field.setAttribute("aria-expanded", "true");
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the field itself, with nothing chosen.
      mark(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });

  field.addEventListener("blur", close);
  // A press must not take the focus away, or the list would close under the finger.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (at >= 0) choose(at);
  });
})();
