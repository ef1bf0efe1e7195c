// What is drawn over horizontal bars: the spread, the value as text, the goal, the baseline.
const Marks = {
  id: "marks",
  afterDatasetsDraw(chart, _, { marks, line }) {
    if (!marks) return;
    const { ctx, chartArea: area } = chart;
    // A difference of two sizes may be negative: a logarithmic axis has no place for it but its end.
    const x = value => value > 0
      ? Math.min(Math.max(chart.scales.x.getPixelForValue(value), area.left), area.right) : area.left;
    ctx.save();
    ctx.font = `12px ${Theme.font}`;
    ctx.textBaseline = "middle";
    if (line) {
      ctx.strokeStyle = Theme.color("strong-line");
      ctx.lineWidth = 1.5;
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(x(line), area.top);
      ctx.lineTo(x(line), area.bottom);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    chart.getDatasetMeta(0).data.forEach((bar, i) => {
      const mark = marks[i];
      let end = area.left;
      if (mark.value) {
        Marks.whisker(ctx, x(mark.value.least), x(mark.value.most), bar.y);
        end = Math.max(x(mark.value.most), mark.after ? x(mark.after) : 0);
      }
      if (mark.floor) Marks.goal(ctx, x(mark.floor), bar.y - bar.height / 2);
      Marks.text(ctx, mark, end + 7, bar.y, area.right + 8);
    });
    ctx.restore();
  },

  whisker(ctx, from, to, y) {
    if (to - from < 2) return;
    ctx.strokeStyle = Theme.color("text", 0.85);
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    ctx.moveTo(from, y); ctx.lineTo(to, y);
    ctx.moveTo(from, y - 3.5); ctx.lineTo(from, y + 3.5);
    ctx.moveTo(to, y - 3.5); ctx.lineTo(to, y + 3.5);
    ctx.stroke();
  },

  /** A small triangle on the bar's upper edge that points at the goal. */
  goal(ctx, at, top) {
    ctx.fillStyle = Theme.color("goal");
    ctx.beginPath();
    ctx.moveTo(at - 5, top - 5); ctx.lineTo(at + 5, top - 5); ctx.lineTo(at, top + 3);
    ctx.fill();
  },

  /** The value, and after it what it means, as far as there is room. A halo of the card's colour keeps it legible. */
  text(ctx, mark, at, y, right) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 4;
    ctx.strokeStyle = Theme.color("card");
    for (const [text, color, weight] of mark.texts) {
      ctx.font = `${weight} 12px ${Theme.font}`;
      let shown = text;
      while (shown && at + ctx.measureText(shown).width > right) shown = shown.length > 2 ? `${shown.slice(0, -2)}…` : "";
      ctx.strokeText(shown, at, y);
      ctx.fillStyle = Theme.color(color);
      ctx.fillText(shown, at, y);
      at += ctx.measureText(shown).width + 7;
    }
  },
};
