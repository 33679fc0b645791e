// Leaving at once: by the link, or Esc three times. The page is covered first, what it kept is wiped, and the
// entry in the history becomes the neutral page. No page can take away the entries before it: who goes back to one
// of them is sent on again. Without this script the link is a link.
(() => {
  const link = document.querySelector(".leave");
  const status = document.getElementById("leave-status");
  const TIMES = 3;
  const WITHIN_MS = 3000;
  const HIDDEN_TITLE = "kith.title";
  // Not among what is wiped: of this tab alone, and gone with it.
  const LEFT_AT = "left.at";
  let pressed = [];
  let telling;

  const kept = (store) => {
    try {
      return window[store];
    } catch {
      // Some browsers refuse storage in private windows.
      return null;
    }
  };

  const wipe = () => {
    for (const store of ["localStorage", "sessionStorage"]) {
      const held = kept(store);
      if (held) Object.keys(held).filter((name) => name.startsWith("kith.")).forEach((name) => held.removeItem(name));
    }
  };

  const away = () => {
    document.documentElement.classList.add("left");
    document.title = link.dataset.title;
    window.location.replace(link.href);
  };

  const leave = () => {
    document.documentElement.classList.add("left");
    document.dispatchEvent(new CustomEvent("kith:leave"));
    wipe();
    kept("sessionStorage")?.setItem(LEFT_AT, Date.now());
    away();
  };

  // Each entry of the history knows when it was made: what is older than the leaving stays covered.
  const arrive = () => {
    const made = history.state?.at;
    if (!made) history.replaceState({ ...history.state, at: Date.now() }, "");
    else if (made <= Number(kept("sessionStorage")?.getItem(LEFT_AT))) away();
  };

  link.addEventListener("click", (event) => {
    // Opened on purpose beside this page: then this page must go as well.
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const now = Date.now();
    pressed = [...pressed.filter((at) => now - at < WITHIN_MS), now];
    const left = TIMES - pressed.length;
    if (left <= 0) {
      leave();
      return;
    }
    status.textContent = link.dataset[left === 1 ? "once" : "twice"];
    clearTimeout(telling);
    telling = setTimeout(() => { status.textContent = ""; }, WITHIN_MS);
  });

  arrive();
  window.addEventListener("hashchange", arrive);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) arrive();
  });

  // A title that says nothing, for this tab alone.
  const title = document.title;
  const plain = document.getElementById("plain-title");
  const held = kept("sessionStorage");
  if (!plain || !held) return;
  const show = () => {
    const on = held.getItem(HIDDEN_TITLE) === "plain";
    document.title = on ? plain.dataset.title : title;
    plain.setAttribute("aria-pressed", String(on));
  };
  plain.hidden = false;
  plain.addEventListener("click", () => {
    if (held.getItem(HIDDEN_TITLE)) held.removeItem(HIDDEN_TITLE);
    else held.setItem(HIDDEN_TITLE, "plain");
    show();
  });
  show();
})();
