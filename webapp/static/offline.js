// Keeps this one page and the files it is made of, so that help lines open without a connection (sw.js shows them).
// Nothing else is ever kept. The reader can have it forgotten, and that is remembered.
(() => {
  const line = document.getElementById("offline");
  if (!line || !("serviceWorker" in navigator) || !("caches" in window)) return;
  const [status, button] = line.children;
  const CACHE = "kith-help-now";
  const REFUSED = "stays.help-now";

  // A private window may refuse storage: then the page is kept as long as the window is open.
  const storage = () => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  };

  const addresses = () => [
    location.pathname,
    ...[...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"]')].map((one) => one.href),
    ...[...document.querySelectorAll("script[src]")].map((one) => one.src),
  ];

  const say = (kept) => {
    status.textContent = line.dataset[kept ? "kept" : "forgotten"];
    button.textContent = button.dataset[kept ? "forget" : "keep"];
    line.hidden = false;
  };

  const keep = async () => {
    storage()?.removeItem(REFUSED);
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    const found = await Promise.all(addresses().map(async (address) => [address, await fetch(address)]));
    if (found.some(([, response]) => !response.ok)) return;
    // All of it was fetched: only now is what an earlier visit kept replaced, in another language perhaps.
    await caches.delete(CACHE);
    const cache = await caches.open(CACHE);
    await Promise.all(found.map(([address, response]) => cache.put(address, response)));
    say(true);
  };

  const forget = async () => {
    storage()?.setItem(REFUSED, "yes");
    await caches.delete(CACHE);
    const workers = await navigator.serviceWorker.getRegistrations();
    await Promise.all(workers.map((worker) => worker.unregister()));
    say(false);
  };

  const failed = async () => {
    if (await caches.has(CACHE)) say(true);
  };

  button.addEventListener("click", () => {
    (storage()?.getItem(REFUSED) ? keep() : forget()).catch(failed);
  });

  if (storage()?.getItem(REFUSED)) say(false);
  else keep().catch(failed);
})();
