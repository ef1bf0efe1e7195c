// Colours of the style sheet for the canvases, and the switch between system, light and dark.
const Theme = (() => {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.hidden = true;

  /** What a custom property comes to now. */
  function color(property, alpha = 1) {
    probe.style.color = `var(--${property}, var(--peer-other))`;
    const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g);
    return `rgba(${r}, ${g}, ${b}, ${alpha})`;
  }

  const names = ["system", "light", "dark"];
  const button = document.getElementById("theme");
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };

  function choose(name, changed) {
    if (name === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    button.textContent = `Theme: ${name}`;
    try { localStorage.setItem("theme", name); } catch { /* a file may not have storage */ }
    changed();
  }

  /** Calls back now, and whenever the colours change. */
  function start(changed) {
    let current = names.includes(stored()) ? stored() : "system";
    choose(current, changed);
    button.addEventListener("click", () => {
      current = names[(names.indexOf(current) + 1) % names.length];
      choose(current, changed);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  }

  return { color, start, font: getComputedStyle(document.body).fontFamily };
})();
