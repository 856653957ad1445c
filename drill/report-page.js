// Runs inside report.html, after uPlot and `plot`.
const styles = getComputedStyle(document.documentElement);
const colour = (name) => styles.getPropertyValue(name).trim();
const regionColours = ["#2f6fde", "#e08a1e", "#7a5cc8", "#2a9d8f"];

/** Each marker is a line with its label; labels step down so that near ones do not cover each other. */
function drawMarkers(u) {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  const rows = [];
  ctx.save();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  for (const { seconds, label, isMain } of plot.markers) {
    const x = Math.round(u.valToPos(seconds, "x", true));
    ctx.strokeStyle = ctx.fillStyle = isMain ? colour("--bad") : colour("--soft");
    ctx.lineWidth = (isMain ? 2 : 1) * ratio;
    ctx.setLineDash(isMain ? [] : [4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, u.bbox.top);
    ctx.lineTo(x, u.bbox.top + u.bbox.height);
    ctx.stroke();
    const width = ctx.measureText(label).width + 10 * ratio;
    const isAtEdge = x + width > u.bbox.left + u.bbox.width;
    const left = isAtEdge ? x - width : x;
    let row = rows.findIndex((end) => end < left);
    if (row < 0) row = rows.length;
    rows[row] = left + width;
    ctx.textAlign = isAtEdge ? "right" : "left";
    ctx.fillText(label, x + (isAtEdge ? -5 : 5) * ratio, u.bbox.top + (14 + 16 * row) * ratio);
  }
  ctx.restore();
}

const axis = {
  stroke: colour("--soft"),
  grid: { stroke: colour("--line"), width: 1 },
  ticks: { stroke: colour("--line") },
};
const holder = document.getElementById("plot");
const peak = Math.max(1, ...plot.regions.flatMap(({ perSecond }) => perSecond));
const size = () => ({ width: holder.clientWidth, height: 340 });
const chart = new uPlot(
  {
    ...size(),
    // Room above the curves for the labels.
    scales: { x: { time: false }, y: { range: [0, peak * 1.5] } },
    axes: [
      { ...axis, label: "seconds since the load began", labelSize: 22 },
      { ...axis, label: "events acknowledged per second", labelSize: 22 },
    ],
    series: [
      { label: "second" },
      ...plot.regions.map(({ region }, index) => ({
        label: region,
        stroke: regionColours[index],
        fill: `${regionColours[index]}33`,
        width: 2,
        paths: uPlot.paths.stepped({ align: 1 }),
        points: { show: false },
      })),
    ],
    hooks: { draw: [drawMarkers] },
  },
  [plot.seconds, ...plot.regions.map(({ perSecond }) => perSecond)],
  holder,
);
addEventListener("resize", () => chart.setSize(size()));
