// The page of a referral list, over the form that works without scripts: what is changed is kept on this device, lines
// are moved by dragging and by keys, and taken back. Notes are put in here: they are sent only to make a file of them.
(() => {
  const page = document.getElementById("list-page");
  const store = window.kithLists;
  if (!page || !store) return;
  const words = JSON.parse(page.dataset.words);
  const status = document.getElementById("list-status");
  const MOST_UNDONE = 30;
  const LONGEST_NOTE = 120;
  const undone = [];
  let kept = store.read();

  const list = () => kept.lists[kept.current];
  const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
  const form = () => document.getElementById("list");
  // Not `form.action`: that is the button of this name.
  const address = () => new URL(form().getAttribute("action"), location.href).href;
  const rows = () => [...document.querySelectorAll(".kept")];

  const save = () => {
    store.write(kept);
    store.count();
  };

  // --- the text message and the links, as the list is now: its words are put together here, nothing is sent

  const codeOf = (id) => {
    const bytes = id.replaceAll("-", "").match(/../g).map((hex) => parseInt(hex, 16));
    return btoa(String.fromCharCode(...bytes)).slice(0, 22).replaceAll("+", "-").replaceAll("/", "_");
  };

  const say = () => {
    const message = document.getElementById("message");
    const own = document.getElementById("own-link");
    const longest = Number(message.dataset.longest);
    const byIds = `${address()}?list=${list().entries.map((one) => codeOf(one.id)).join("")}`;
    const link = form().elements.namedItem("code")?.dataset.url ?? (own ? byIds : null);
    const tail = [...(link ? [filled(words.all, { link })] : []), words.crisis].join("\n");
    const { title, entries } = list();
    const parts = title ? [title] : [];
    let left = longest - title.length - tail.length - 20;
    const there = entries.map((one, at) => [rows()[at].dataset.message, one.note]).filter(([text]) => text);
    for (const [at, [said, note]] of there.entries()) {
      const text = note ? `${said}\n> ${note.slice(0, LONGEST_NOTE)}` : said;
      if (left < text.length + 1) {
        parts.push(filled(words.more, { count: there.length - at }));
        break;
      }
      parts.push(text);
      left -= text.length + 1;
    }
    message.value = [...parts, tail].join("\n");
    const mail = document.getElementById("mail");
    mail.href = `${mail.href.split("&body=")[0]}&body=${encodeURIComponent(message.value)}`;
    if (own) {
      own.href = byIds;
      own.textContent = byIds.replace(/^https?:\/\//, "");
    }
  };

  // --- between the form and what is kept

  const fromForm = () => {
    const field = (name) => form().elements.namedItem(name);
    const named = list();
    if (!field("title")) return;
    named.title = field("title").value;
    named.intro = field("intro").value;
    named.order = field("order").value;
    named.language = field("language").value;
    named.entries = rows().map((row) => {
      const { id, name } = row.dataset;
      return {
        id,
        name,
        note: field(`note-${id}`).value,
        blanks: Number(field(`blanks-${id}`).value),
        facts: field(`facts-${id}`).value,
      };
    });
    save();
    say();
  };

  const intoForm = () => {
    const field = (name) => form().elements.namedItem(name);
    const named = list();
    if (!field("title")) return;
    field("title").value = named.title;
    field("intro").value = named.intro;
    if (named.order) field("order").value = named.order;
    if (named.language) field("language").value = named.language;
    for (const one of named.entries) {
      if (!field(`note-${one.id}`)) continue;
      field(`note-${one.id}`).value = one.note;
      field(`blanks-${one.id}`).value = String(one.blanks);
    }
  };

  // --- fetching the listings as they are now

  const ask = async (extra = []) => {
    const body = new URLSearchParams(extra);
    for (const one of list().entries) {
      body.append("id", one.id);
      body.append(`facts-${one.id}`, one.facts || "");
    }
    const answer = await fetch(address(), { method: "POST", body });
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("list-page");
    if (!made) throw new Error("no list");
    return made;
  };

  const show = async (extra) => {
    try {
      const made = await ask(extra);
      const fresh = made.querySelector("form");
      form().replaceWith(document.adoptNode(fresh));
      page.querySelector("h1").textContent = list().title || words.untitled;
      // A template adds listings that are not kept yet.
      const known = new Map(list().entries.map((one) => [one.id, one]));
      list().entries = rows().map((row) => known.get(row.dataset.id) ?? { id: row.dataset.id, note: "", blanks: 0 });
      for (const one of list().entries) {
        const row = rows().find((each) => each.dataset.id === one.id);
        one.name = row.dataset.name;
        one.facts = form().elements.namedItem(`facts-${one.id}`).value;
      }
      intoForm();
      fromForm();
      enliven();
      const problem = made.querySelector("p.problem[role=alert]");
      status.className = problem ? "problem" : "unseen";
      if (problem) status.textContent = problem.textContent;
    } catch {
      status.textContent = words.offline;
      status.className = "problem";
    }
  };

  // --- changing

  // What is kept under a code is not this list any more.
  const forgetCode = () => form().elements.namedItem("code")?.remove();

  const remember = () => {
    forgetCode();
    fromForm();
    undone.push(JSON.stringify(list()));
    if (undone.length > MOST_UNDONE) undone.shift();
  };

  const renumber = () => {
    rows().forEach((row, at) => {
      const title = row.querySelector("h3");
      title.firstChild.textContent = `${at + 1}. `;
      row.querySelector("[value^='up:']").hidden = at === 0;
      row.querySelector("[value^='down:']").hidden = at === rows().length - 1;
    });
    fromForm();
  };

  const tell = (text) => {
    status.className = "unseen";
    status.textContent = text;
  };

  const move = (row, to, focus) => {
    const all = rows();
    const from = all.indexOf(row);
    if (to < 0 || to >= all.length || to === from) return;
    remember();
    if (to > from) all[to].after(row);
    else all[to].before(row);
    renumber();
    focus?.focus();
    row.scrollIntoView({ block: "nearest" });
    tell(filled(words.moved, { name: row.dataset.name, place: to + 1 }));
  };

  const remove = (row) => {
    remember();
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber();
    tell(filled(words.removed, { name: row.dataset.name }));
    tools();
    (next?.querySelector(".grip") ?? page.querySelector("h1")).focus();
    if (!rows().length) show();
  };

  const undo = async () => {
    const before = undone.pop();
    if (!before) return;
    kept.lists[kept.current] = JSON.parse(before);
    save();
    await show();
    tell(words.undo);
  };

  // --- several lists, links, leaving nothing

  const button = (text, act, className = "button plain") => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  const choose = async (key) => {
    fromForm();
    kept.current = key;
    undone.length = 0;
    save();
    await show();
  };

  const link = () => {
    fromForm();
    const bytes = new TextEncoder().encode(JSON.stringify(list()));
    const packed = btoa(String.fromCodePoint(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return `${address()}#list=${packed}`;
  };

  const unpacked = () => {
    const packed = location.hash.match(/^#list=([\w-]+)$/)?.[1];
    if (!packed) return null;
    try {
      const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.codePointAt(0));
      const found = JSON.parse(new TextDecoder().decode(bytes));
      return Array.isArray(found.entries) ? found : null;
    } catch {
      return null;
    }
  };

  const fresh = () => ({ title: "", intro: "", order: "none", language: document.documentElement.lang, entries: [] });

  const begin = (made) => {
    const key = String(Math.max(0, ...Object.keys(kept.lists).map(Number)) + 1);
    kept.lists[key] = made;
    kept.current = key;
    save();
  };

  const tools = () => {
    const bar = document.getElementById("list-tools");
    bar.replaceChildren();
    const keys = Object.keys(kept.lists);
    if (keys.length > 1) {
      const label = document.createElement("label");
      const select = document.createElement("select");
      label.textContent = `${words.lists} `;
      for (const key of keys) {
        const option = new Option(kept.lists[key].title || `${words.untitled} ${key}`, key, false, key === kept.current);
        select.append(option);
      }
      select.addEventListener("change", () => choose(select.value));
      label.append(select);
      bar.append(label);
    }
    bar.append(button(words.new, () => { fromForm(); begin(fresh()); undone.length = 0; show(); }));
    if (list().entries.length) {
      bar.append(button(words.copy, async () => {
        const made = link();
        try {
          await navigator.clipboard.writeText(made);
        } catch {
          location.hash = made.split("#")[1];
        }
        status.className = "note";
        status.textContent = words.copied;
      }));
      bar.append(button(words.delete, () => {
        if (!window.confirm(words.sure)) return;
        delete kept.lists[kept.current];
        kept.current = Object.keys(kept.lists)[0] ?? "1";
        kept.lists[kept.current] ??= fresh();
        undone.length = 0;
        save();
        show();
      }));
    }
    if (undone.length) bar.append(button(words.undo, undo));
  };

  // --- keys, hands, changes

  let dragged = null;

  const enliven = () => {
    tools();
    for (const row of rows()) {
      // No <button>: some browsers do not let one be dragged.
      const grip = document.createElement("span");
      grip.className = "grip";
      grip.textContent = "⋮⋮";
      grip.tabIndex = 0;
      grip.setAttribute("role", "button");
      grip.setAttribute("aria-label", `${words.drag}: ${row.dataset.name}`);
      grip.title = words.drag;
      grip.draggable = true;
      grip.addEventListener("dragstart", (event) => {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.dataset.name);
      });
      grip.addEventListener("dragend", () => { dragged = null; });
      row.querySelector("h3").before(grip);
      row.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
      row.addEventListener("drop", (event) => {
        event.preventDefault();
        if (dragged && dragged !== row) move(dragged, rows().indexOf(row));
      });
    }
    const notice = page.querySelector("p.changed[role=status]");
    if (rows().some((row) => row.querySelector(".changed"))) {
      notice?.append(" ", button(words.changed, () => {
        // From now on what is there today is what is known.
        for (const one of list().entries) one.facts = "";
        save();
        show();
      }, "link"));
    }
  };

  document.addEventListener("submit", (event) => {
    const action = event.submitter?.value ?? "";
    if (event.target !== form() || event.submitter?.hasAttribute("formaction")) {
      fromForm();
      return;
    }
    const [name, id] = [action.split(":")[0], action.split(":").at(-1)];
    const row = rows().find((one) => one.dataset.id === id);
    event.preventDefault();
    fromForm();
    if (name === "up" && row) move(row, rows().indexOf(row) - 1, row.querySelector(".grip"));
    else if (name === "down" && row) move(row, rows().indexOf(row) + 1, row.querySelector(".grip"));
    else if (name === "remove" && row) remove(row);
    else if (name === "put") {
      remember();
      list().entries.splice(Number(action.split(":")[1]), 0, { id, name: "", note: "", blanks: 0, facts: "" });
      save();
      show();
    } else {
      remember();
      const near = form().elements.namedItem("near");
      const template = form().elements.namedItem("template");
      show([["action", action], ["near", near?.value ?? ""], ["template", template?.value ?? ""], ["title", list().title]]);
    }
  });

  document.addEventListener("input", (event) => {
    if (!form().contains(event.target)) return;
    if (event.target.matches("textarea, #title")) forgetCode();
    fromForm();
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.(".kept");
    const typing = event.target.closest?.("input, textarea, select");
    if (event.key === "?" && !typing) {
      const keys = page.querySelector(".shortcuts");
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const at = row ? rows().indexOf(row) : -1;
    if (row && event.key === "ArrowUp") move(row, at - 1, event.target);
    else if (row && event.key === "ArrowDown") move(row, at + 1, event.target);
    else if (row && event.key === "Delete") remove(row);
    else if (event.code === "KeyZ") undo();
    else if (event.code === "KeyP") form().querySelector("[formaction$='/pdf']")?.click();
    else return;
    event.preventDefault();
  });

  // --- at the beginning

  const same = (ids) => Object.keys(kept.lists).find((key) => {
    const own = kept.lists[key].entries.map((one) => one.id);
    return own.length === ids.length && own.every((id, at) => id === ids[at]);
  });

  // A list that came by its address, its code or a link is kept here from now on, once.
  const adopt = (ids, made) => {
    const known = same(ids);
    if (known) kept.current = known;
    else if (list().entries.length) begin(made);
    else kept.lists[kept.current] = made;
    save();
    return !known;
  };

  const sent = unpacked();
  const there = rows().map((row) => row.dataset.id);
  if (sent) {
    adopt(sent.entries.map((one) => one.id), { ...fresh(), ...sent });
    history.replaceState(history.state, "", address());
    show();
  } else if (there.length) {
    if (adopt(there, fresh())) fromForm();
    else intoForm();
    enliven();
  } else if (list().entries.length) {
    show();
  } else {
    enliven();
  }
})();
