// Ratios to the baseline: bars that start at 1, to the left where Magpie is cheaper.
function drawRatios(canvas, panel, range, width) {
  const bars = panel.bars;
  const within = value => Math.min(Math.max(value, range.min), range.max);
  const axis = Axes.room(range, width * 0.55, 60);
  return new Chart(canvas, {
    type: "bar",
    data: {
      labels: bars.map(bar => ratioName(bar, width)),
      datasets: [{
        data: bars.map(bar => [1, within(bar.value.median)]),
        backgroundColor: bars.map(bar => Theme.color(bar.value.median <= 1 ? "peer-magpie" : "peer-virtual-threads")),
        barThickness: 13,
        borderRadius: 3,
        borderSkipped: false,
      }],
    },
    options: {
      indexAxis: "y",
      layout: { padding: { right: 8 } },
      plugins: {
        marks: { marks: bars.map(bar => ratioMark(bar, within)), line: 1 },
        tooltip: { callbacks: { label: item => ratioWords(bars[item.dataIndex]) } },
      },
      scales: {
        x: Axes.scale(axis, width < 640 ? 4 : 7, value => `${value}×`),
        y: {
          grid: { display: false },
          border: { display: false },
          afterFit: scale => { scale.width = Math.min(scale.width, scale.chart.width * 0.5); },
          ticks: { autoSkip: false, crossAlign: "far", color: Theme.color("text"), font: { size: 12 } },
        },
      },
    },
  });
}

/** What lies beyond a hundredth, and beyond tenfold, is written and not drawn: one row would squeeze all others. */
function ratioRange(panels) {
  const { min, max } = Axes.ends([1, ...panels.flatMap(panel => panel.bars.flatMap(bar =>
    [bar.value.least, bar.value.most, bar.floor]))].filter(value => value != null), 0.7);
  return { min: Math.max(min, 0.01), max: Math.min(max, 10) };
}

function ratioMark(bar, within) {
  return {
    value: { least: within(bar.value.least), most: within(bar.value.most) },
    floor: bar.floor,
    after: Math.max(1, within(bar.value.most)),
    texts: [[Numbers.ratio(bar.value.median), bar.value.median <= 1 ? "accent" : "text", 700]],
  };
}

function ratioWords(bar) {
  return [`${Numbers.ratio(bar.value.median)} (${Numbers.ratio(bar.value.least)}–${Numbers.ratio(bar.value.most)})`,
    ...(bar.floor ? [`goal: ${Numbers.ratio(bar.floor)}`] : [])];
}

function ratioName(bar, width) {
  return wrap(bar.name, width < 420 ? 22 : 34);
}

/** Rows are of equal height: that of the longest name. */
function ratioHeight(panel, width) {
  return 34 + panel.bars.length * (12 + 14 * Math.min(3, Math.max(...panel.bars.map(bar => ratioName(bar, width).length))));
}

/** A long label in lines. */
function wrap(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line && line.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}
