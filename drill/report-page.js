// Runs inside report.html, after uPlot and `plot`.
const styles = getComputedStyle(document.documentElement);
const colour = (name) => styles.getPropertyValue(name).trim();
const regionColours = ["#2f6fde", "#e08a1e", "#7a5cc8", "#2a9d8f"];

/** Each marker is a line with its label; labels step down so that near ones do not cover each other. */
function drawMarkers(u) {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  const end = u.bbox.left + u.bbox.width;
  const markers = plot.markers.map((marker) => ({
    ...marker,
    x: Math.round(u.valToPos(marker.seconds, "x", true)),
  }));
  ctx.save();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  // uPlot leaves its own settings behind.
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  const toneOf = ({ isMain }) => colour(isMain ? "--bad" : "--soft");
  for (const marker of markers) {
    ctx.strokeStyle = toneOf(marker);
    ctx.lineWidth = (marker.isMain ? 2 : 1) * ratio;
    ctx.setLineDash(marker.isMain ? [] : [4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(marker.x, u.bbox.top);
    ctx.lineTo(marker.x, u.bbox.top + u.bbox.height);
    ctx.stroke();
  }
  // After all lines, on the page's colour, so that no line runs through a label.
  const rows = [];
  for (const marker of markers) {
    const width = ctx.measureText(marker.label).width + 8 * ratio;
    const left = Math.min(marker.x + 3 * ratio, end - width);
    let row = rows.findIndex((taken) => taken < left);
    if (row < 0) row = rows.length;
    rows[row] = left + width;
    const top = u.bbox.top + (2 + 18 * row) * ratio;
    ctx.fillStyle = colour("--page");
    ctx.fillRect(left, top, width, 16 * ratio);
    ctx.fillStyle = toneOf(marker);
    ctx.fillText(marker.label, left + 4 * ratio, top + 12 * ratio);
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
    legend: { live: false },
    hooks: { draw: [drawMarkers] },
  },
  [plot.seconds, ...plot.regions.map(({ perSecond }) => perSecond)],
  holder,
);
addEventListener("resize", () => chart.setSize(size()));
