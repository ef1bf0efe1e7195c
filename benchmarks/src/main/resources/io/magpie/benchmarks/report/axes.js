// Logarithmic axes: their ends, and which of their ticks carry a number.
const Axes = (() => {
  /** Ends that hold all values, with a little air before the least. */
  function ends(values, air = 0.6) {
    const real = values.filter(value => value > 0);
    return { min: Math.min(...real) * air, max: Math.max(...real) };
  }

  /** Moves the end of an axis so that `pixels` of `width` stay free beyond the greatest value. */
  function room({ min, max }, width, pixels) {
    const used = Math.max(width - pixels, width / 3);
    return { min, max: min * Math.pow(max / min, width / used) };
  }

  /** Ticks at 1, or at 1, 2 and 5, of each power of ten, as many as have room. */
  function ticks({ min, max }, most) {
    for (const heads of [[1, 2, 5], [1, 3], [1]]) {
      const found = [];
      for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++) {
        for (const head of heads) {
          const value = Number((head * Math.pow(10, power)).toPrecision(1));
          if (value >= min && value <= max) found.push(value);
        }
      }
      if (found.length <= most) return found;
      if (heads.length === 1) return found.filter((_, i) => i % Math.ceil(found.length / most) === 0);
    }
  }

  /** A logarithmic scale for Chart.js. */
  function scale(range, most, write) {
    const values = ticks(range, most);
    return {
      type: "logarithmic",
      ...range,
      afterBuildTicks: axis => { axis.ticks = values.map(value => ({ value })); },
      ticks: { color: Theme.color("muted"), callback: write, maxRotation: 0, autoSkip: false },
      grid: { color: Theme.color("line"), drawTicks: false },
      border: { display: false },
    };
  }

  return { ends, room, scale };
})();
