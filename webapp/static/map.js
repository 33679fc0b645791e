// The map that was asked for, by Leaflet: a numbered mark for each card that has a place.
(() => {
  const box = document.getElementById("map");
  const cards = [...document.querySelectorAll("[data-lat]")];
  if (!box || !window.L || !cards.length) return;
  const words = box.dataset;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const LARGEST_ZOOM = 19;
  const NEAREST_ZOOM = 15;
  const MARK = 44;
  const WIDEST = 240;
  const HIGHEST = 220;

  box.replaceChildren();
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", words.label);
  const map = L.map(box, {
    attributionControl: false,
    zoomControl: false,
    // A wheel or finger that moves over the map goes on moving the page.
    scrollWheelZoom: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  const zoom = { zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut };
  L.control.zoom({ ...zoom, position: document.dir === "rtl" ? "bottomleft" : "bottomright" }).addTo(map);
  // Tile servers want to know which site asks; they are told its name, and not the page.
  const tiles = L.tileLayer(words.tiles, { maxZoom: LARGEST_ZOOM, referrerPolicy: "origin" }).addTo(map);
  tiles.once("tileerror", () => { document.getElementById("map-status").textContent = words.failed; });

  // What is in one house is one mark: a mark below another could not be pressed.
  const places = new Map();
  for (const card of cards) {
    const key = `${card.dataset.lat},${card.dataset.lon}`;
    places.set(key, [...(places.get(key) ?? []), card]);
  }

  // Before the marks: they are drawn only where the map is.
  const points = [...places.keys()].map((key) => key.split(",").map(Number));
  map.fitBounds(L.latLngBounds(points), { padding: [MARK, MARK], maxZoom: NEAREST_ZOOM, animate: false });

  const nameOf = (card) => `${card.dataset.pin}. ${card.querySelector("h3").textContent.trim()}`;

  const popup = (found) => {
    const list = document.createElement("ul");
    for (const card of found) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${card.id}`;
      link.textContent = nameOf(card);
      link.dir = "auto";
      link.addEventListener("click", (event) => {
        event.preventDefault();
        card.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
        card.querySelector("h3 a, h3 button").focus({ preventScroll: true });
      });
      item.append(link);
      list.append(item);
    }
    return list;
  };

  // Leaflet hears the key only while the map itself has the focus.
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });

  for (const found of places.values()) {
    const { lat, lon, pin, rough } = found[0].dataset;
    const face = document.createElement("span");
    face.textContent = found.length > 1 ? `${pin}+` : pin;
    const icon = L.divIcon({ className: rough ? "mark rough" : "mark", html: face, iconSize: [MARK, MARK] });
    const mark = L.marker([lat, lon], { icon, riseOnHover: true }).addTo(map);
    mark.bindPopup(popup(found), { offset: [0, -MARK / 4], maxWidth: WIDEST, maxHeight: HIGHEST });
    mark.getElement().setAttribute("aria-label", found.map(nameOf).join(", "));
    mark.on("popupopen", (event) => {
      event.popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
      event.popup.getElement().querySelector("li a").focus({ preventScroll: true });
    });
    mark.on("popupclose", (event) => {
      // Without animation it is gone already, and the focus with it.
      const { activeElement, body } = document;
      if (activeElement === body || event.popup.getElement().contains(activeElement)) mark.getElement().focus();
    });
  }
})();
