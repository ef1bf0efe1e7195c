// One bar for each peer, from the left end of a logarithmic axis.
function drawBars(canvas, panel, range, width) {
  const bars = panel.bars;
  const axis = Axes.room(range, width - 125, width < 420 ? 100 : 118);
  return new Chart(canvas, {
    type: "bar",
    data: {
      labels: bars.map(bar => bar.name),
      datasets: [{
        data: bars.map(bar => bar.value ? bar.value.median : null),
        backgroundColor: bars.map(bar => Theme.color(`peer-${bar.peer}`, bar.peer === "magpie" ? 1 : 0.6)),
        barThickness: 15,
        borderRadius: 3,
      }],
    },
    options: {
      indexAxis: "y",
      layout: { padding: { right: 8 } },
      plugins: {
        marks: { marks: bars.map(bar => barMark(bar, panel.unit)), line: panel.baseline },
        tooltip: { callbacks: { label: item => barWords(bars[item.dataIndex], panel.unit) } },
      },
      scales: {
        x: Axes.scale(axis, width < 420 ? 4 : 6, value => Numbers.tick(value, panel.unit)),
        y: peerAxis(bars),
      },
    },
  });
}

/** Where the figures of several panels start and end. */
function barRange(panels) {
  return Axes.ends(panels.flatMap(panel => panel.bars.flatMap(bar =>
    bar.value ? [bar.value.least, bar.value.most, bar.floor] : [])).filter(value => value != null), 0.5);
}

function barMark(bar, unit) {
  const ours = bar.peer === "magpie";
  const texts = bar.value
    ? [[Numbers.quantity(bar.value.median, unit), "text", ours ? 700 : 400],
       ...(bar.ratio ? [[Numbers.ratio(bar.ratio), ours ? "accent" : "muted", ours ? 700 : 400]] : [])]
    : [[bar.note || "no figure", "muted", "italic"]];
  return { value: bar.value, floor: bar.floor, texts };
}

function barWords(bar, unit) {
  if (!bar.value) return bar.note;
  const write = value => Numbers.quantity(value, unit);
  return [`${write(bar.value.median)} (${write(bar.value.least)}–${write(bar.value.most)})`,
    ...(bar.ratio ? [`${Numbers.ratio(bar.ratio)} of virtual threads`] : []),
    ...(bar.note ? [bar.note] : [])];
}

/** The names of the bars; ours in bold. */
function peerAxis(bars) {
  return {
    grid: { display: false },
    border: { display: false },
    afterFit: axis => { axis.width = Math.min(axis.width, axis.chart.width * 0.45); },
    ticks: {
      autoSkip: false,
      crossAlign: "far",
      color: context => Theme.color(bars[context.index]?.peer === "magpie" ? "text" : "muted"),
      font: context => ({ size: 12, weight: bars[context.index]?.peer === "magpie" ? 700 : 400 }),
    },
  };
}
