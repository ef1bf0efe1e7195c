// Lines over a logarithmic axis: latency by percentile, and cost as a number grows.
function drawLines(canvas, panel, _, width) {
  const percentiles = panel.x === "percentile";
  const across = percentiles ? nines : value => value;
  const lines = panel.lines.map(line => ({ ...line, points: line.points.filter(point => point[1] > 0) }));
  return new Chart(canvas, {
    type: "line",
    data: {
      datasets: lines.map((line, i) => ({
        label: line.name,
        data: line.points.map(([x, y, least, most]) => ({ x: across(x), y, least, most, at: x })),
        ...stroke(line, i),
        pointRadius: percentiles ? 0 : 3,
        pointHitRadius: 10,
        clip: 8,
      })),
    },
    options: {
      layout: { padding: { right: 16, top: 6 } },
      interaction: { mode: "nearest", axis: "x", intersect: false },
      plugins: { tooltip: { callbacks: lineWords(panel) } },
      scales: { x: percentiles ? ninesAxis(lines, width) : growingAxis(panel, lines, width), y: costAxis(panel, lines) },
    },
  });
}

const dashes = { "magpie-by-hand": [2, 2], "virtual-threads-sockets": [6, 3], "netty-nio": [9, 3, 2, 3], "netty-epoll": [4, 2] };
const counterColors = ["peer-magpie", "peer-virtual-threads", "peer-forkjoin", "peer-kotlin", "peer-virtual-threads-sockets",
  "peer-magpie-by-hand"];

/** Colour, width and dashes: Magpie's line is the thick one. */
function stroke(line, i) {
  const counter = line.peer === "counter";
  const color = Theme.color(counter ? counterColors[i % counterColors.length] : `peer-${line.peer}`);
  return {
    borderColor: color,
    backgroundColor: color,
    borderWidth: line.peer === "magpie" ? 3 : 1.75,
    borderDash: line.pinned ? [5, 4] : counter ? (i >= counterColors.length ? [4, 3] : []) : dashes[line.peer] || [],
    order: line.peer === "magpie" ? 0 : 1,
  };
}

/** 0, 90, 99, 99.9 … at even distances. */
function nines(percentile) {
  return -Math.log10(Math.max(1 - percentile / 100, 1e-6));
}

function ninesAxis(lines, width) {
  const end = Math.max(...lines.flatMap(line => line.points.map(point => nines(point[0] === 100 ? 0 : point[0]))), 3);
  const marks = [0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999].filter(mark => nines(mark) <= end + 0.01 && (width > 420 || mark !== 50));
  return {
    type: "linear",
    min: 0,
    max: end,
    afterBuildTicks: axis => { axis.ticks = marks.map(mark => ({ value: nines(mark), mark })); },
    ticks: {
      color: Theme.color("muted"), autoSkip: false, maxRotation: 0,
      callback: (_, i) => marks[i] === 0 ? "least" : marks[i] === 50 ? "median" : `${marks[i]}%`,
    },
    grid: { color: Theme.color("line"), drawTicks: false },
    border: { display: false },
  };
}

function growingAxis(panel, lines, width) {
  const steps = [...new Set(lines.flatMap(line => line.points.map(point => point[0])))].sort((a, b) => a - b);
  const range = { min: steps[0], max: steps.at(-1) };
  const scale = Axes.scale(range, 12, Numbers.count);
  const some = steps.length > 8 && width < 420 ? steps.filter((_, i) => i % 2 === 0) : steps;
  scale.afterBuildTicks = axis => { axis.ticks = some.map(value => ({ value })); };
  scale.title = { display: true, text: panel.x, color: Theme.color("muted"), font: { size: 12 } };
  return scale;
}

function costAxis(panel, lines) {
  const values = lines.flatMap(line => line.points.map(point => point[1]));
  const range = values.length ? Axes.ends(values, 0.8) : { min: 1, max: 10 };
  return Axes.scale({ min: range.min, max: range.max * 1.25 }, 7, value => Numbers.tick(value, panel.unit));
}

function lineWords(panel) {
  const write = value => Numbers.quantity(value, panel.unit);
  return {
    title: items => panel.x === "percentile" ? `${items[0].raw.at}%` : `${items[0].raw.at.toLocaleString("en")} ${panel.x}`,
    label: item => `${item.dataset.label}: ${write(item.raw.y)}`
      + (item.raw.most > item.raw.least ? ` (${write(item.raw.least)}–${write(item.raw.most)})` : ""),
  };
}

/** The names of the lines, each with a piece of it. */
function legend(panel) {
  const list = document.createElement("ul");
  list.className = "peers";
  panel.lines.forEach((line, i) => {
    const { borderColor, borderWidth, borderDash } = stroke(line, i);
    const item = list.appendChild(document.createElement("li"));
    const svg = item.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    svg.setAttribute("width", "26");
    svg.setAttribute("height", "8");
    const stem = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
    for (const [name, value] of Object.entries({ x1: 0, x2: 26, y1: 4, y2: 4, stroke: borderColor,
      "stroke-width": borderWidth, "stroke-dasharray": borderDash.join(" ") })) stem.setAttribute(name, value);
    item.append(line.name);
  });
  return list;
}
