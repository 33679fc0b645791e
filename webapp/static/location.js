// "Use my location": asked of the browser on a press, rounded to about a kilometer before it goes anywhere, and sent in
// the body, so that it stands in no address. Without this script the button is not there.
(() => {
  const words = document.currentScript.dataset;
  const field = document.getElementById("near");
  if (!field || !navigator.geolocation || !window.isSecureContext) return;
  const DECIMALS = 2;
  const PATIENCE_MS = 20_000;
  const OLDEST_MS = 600_000;
  const DENIED = 1;

  const button = document.createElement("button");
  button.type = "button";
  button.className = "link locate";
  button.textContent = words.label;
  const status = document.createElement("p");
  status.className = "hint locate-status";
  status.setAttribute("role", "status");
  field.labels[0].after(button);
  field.after(status);

  const found = ({ coords }) => {
    field.value = `${coords.latitude.toFixed(DECIMALS)}, ${coords.longitude.toFixed(DECIMALS)}`;
    status.textContent = words.found;
    field.form.method = "post";
    field.form.requestSubmit();
  };

  const failed = (error) => {
    status.textContent = error.code === DENIED ? words.denied : words.failed;
    button.disabled = false;
    field.focus();
  };

  button.addEventListener("click", () => {
    status.textContent = words.looking;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(found, failed, {
      enableHighAccuracy: false,
      timeout: PATIENCE_MS,
      maximumAge: OLDEST_MS,
    });
  });

  // Back from the results the button works again.
  window.addEventListener("pageshow", () => { button.disabled = false; status.textContent = ""; });
})();
