// Figures as text.
const Numbers = (() => {
  /** Three digits that count; two of what is very small. */
  function digits(value) {
    const size = Math.abs(value);
    if (size > 0 && size < 0.01) return value.toLocaleString("en", { maximumSignificantDigits: 2 });
    const behind = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return value.toLocaleString("en", { minimumFractionDigits: behind, maximumFractionDigits: behind });
  }

  const steps = {
    time: [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [0, "ns"]],
    bytes: [[1e6, "MB"], [1e3, "kB"], [0, "B"]],
  };

  function scaled(value, table, write) {
    const [size, name] = table.find(([size]) => Math.abs(value) >= size);
    return `${write(value / (size || 1))} ${name}`;
  }

  /** With the unit that keeps it short. */
  function quantity(value, unit, write = digits) {
    switch (unit.split(/[ /]/)[0]) {
      case "ns": return scaled(value, steps.time, write);
      case "µs": return scaled(value * 1e3, steps.time, write);
      case "ms": return scaled(value * 1e6, steps.time, write);
      case "bytes": case "B": return scaled(value, steps.bytes, write);
      default: return write(value);
    }
  }

  const short = value => String(Number(value.toPrecision(3)));

  return {
    digits,
    quantity,
    /** A round number at an axis. */
    tick: (value, unit) => quantity(value, unit, short),
    ratio: value => `${digits(value)}×`,
    count: value => value >= 1e6 ? `${short(value / 1e6)}M` : value >= 1e3 ? `${short(value / 1e3)}k` : short(value),
  };
})();
