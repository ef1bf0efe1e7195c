// Puts a chart into each panel of each figure, and draws all again when colours or widths change.
(() => {
  const figures = JSON.parse(document.getElementById("data").textContent);
  let drawn = [];

  Chart.register(Marks);
  Object.assign(Chart.defaults, { animation: false, responsive: true, maintainAspectRatio: false });
  Chart.defaults.font.family = Theme.font;
  Chart.defaults.font.size = 12;
  Chart.defaults.plugins.legend.display = false;

  const kinds = {
    bars: { draw: drawBars, range: barRange, height: panel => 34 + 25 * panel.bars.length },
    ratios: { draw: drawRatios, range: ratioRange, height: ratioHeight },
    curves: { draw: drawLines, range: () => null, height: (_, width) => width < 420 ? 260 : 320 },
    growth: { draw: drawLines, range: () => null, height: (_, width) => width < 420 ? 260 : 300 },
  };

  function draw() {
    drawn.forEach(chart => chart.destroy());
    drawn = figures.flatMap(figure => drawFigure(figure, document.getElementById(figure.id).querySelector(".panels")));
    document.documentElement.dataset.charts = drawn.length;
  }

  function drawFigure(figure, place) {
    const kind = kinds[figure.kind];
    place.replaceChildren();
    place.classList.toggle("two", figure.panels.length === 2);
    const frames = figure.panels.map(panel => place.appendChild(frame(panel)));
    const range = kind.range(figure.panels);
    return figure.panels.map((panel, i) => {
      const box = frames[i].querySelector(".canvas");
      box.style.height = `${kind.height(panel, box.clientWidth)}px`;
      const canvas = box.appendChild(document.createElement("canvas"));
      if (panel.lines) frames[i].append(legend(panel));
      return kind.draw(canvas, panel, range, box.clientWidth);
    });
  }

  function frame(panel) {
    const element = document.createElement("div");
    element.className = "panel";
    if (panel.label) element.appendChild(document.createElement("h4")).textContent = panel.label;
    element.appendChild(document.createElement("div")).className = "canvas";
    return element;
  }

  Theme.start(draw);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) { width = innerWidth; draw(); }
  });
})();
