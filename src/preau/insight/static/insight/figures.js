// Draws what the table below says already; without this file the page lacks nothing.
"use strict";

(() => {
  const figure = document.querySelector("[data-chart]");
  const source = figure && document.getElementById(figure.dataset.chart);
  if (!source || typeof Chart === "undefined") return;

  const data = JSON.parse(source.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const slate = colour("--slate") || "#24313b";
  const blue = colour("--blue") || "#1f5fa8";
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  // Hatched, so that the second series is told from the first without its colour.
  const hatched = () => {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = slate;
    pen.lineWidth = 2;
    for (const start of [-8, 0, 8]) {
      pen.moveTo(start, 8);
      pen.lineTo(start + 8, 0);
    }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  };
  const fills = [blue, hatched()];

  figure.hidden = false;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.color = slate;
  new Chart(figure.querySelector("canvas"), {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: data.series.map((series, n) => ({
        label: series.label,
        data: series.values,
        backgroundColor: fills[n],
        borderColor: n ? slate : blue,
        borderWidth: 1,
        maxBarThickness: 40,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      plugins: {
        tooltip: {
          callbacks: {
            label: (item) => `${item.dataset.label}\u00a0: ${number.format(item.parsed.y)}`,
          },
        },
      },
      scales: {
        x: { grid: { display: false } },
        y: {
          beginAtZero: true,
          title: { display: true, text: data.axis },
          ticks: { callback: (value) => number.format(value) },
        },
      },
    },
  });
})();
