// The builder while it is used: a change shows at once, and a button copies each paste. Without it there is a button.
(() => {
  const form = document.querySelector(".builder");
  const words = document.currentScript.dataset;
  const PAUSE_MS = 400;
  let waiting, asking;

  const copying = () => {
    for (const area of document.querySelectorAll(".paste textarea")) {
      const button = document.createElement("button");
      const status = document.createElement("span");
      const row = document.createElement("p");
      button.type = "button";
      button.className = "button plain";
      button.textContent = words.copy;
      button.setAttribute("aria-describedby", area.closest("section").getAttribute("aria-labelledby"));
      status.setAttribute("role", "status");
      row.className = "copying";
      row.append(button, status);
      area.after(row);
      button.addEventListener("click", async () => {
        area.select();
        try {
          await navigator.clipboard.writeText(area.value);
          status.textContent = words.copied;
        } catch {
          // Only pages over HTTPS may write there.
          status.textContent = words.select;
        }
      });
    }
  };

  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = `${form.getAttribute("action")}?${new URLSearchParams(
      [...new FormData(form)].filter(([, value]) => value))}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return;
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("made");
      document.getElementById("made").replaceWith(document.adoptNode(made));
      history.replaceState(history.state, "", address);
      copying();
    } catch {
      // Outdated, or the network is away: the button works all the same.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE_MS);
  });
  copying();
})();
