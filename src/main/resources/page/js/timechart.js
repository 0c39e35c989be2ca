/** Lines over time, drawn by uPlot, which is fetched when the first is opened. */
import {h} from './dom.js';

const PLOT = '/webjars/uplot/1.6.30/dist/';
let library = null;

function plot() {
  library ??= (async () => {
    document.head.append(h('link', {rel: 'stylesheet', href: `${PLOT}uPlot.min.css`}));
    return (await import(`${PLOT}uPlot.esm.js`)).default;
  })();
  return library;
}

/** The colour that a class of the style sheet gives a text now, light or dark. */
function colour(element, kind) {
  const probe = h('span', {class: kind, hidden: true});
  element.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/**
 * A chart of one line. Options: label, height, threshold(): a value that is marked, stepped, and names(): where values are places in a
 * list of names.
 * Returns {element, show(times, values)}: milliseconds, and numbers or null.
 */
export function timeChart({label, height = 160, threshold = () => null, stepped = false, names = null}) {
  const element = h('div', {class: 'timechart', role: 'img', 'aria-label': label});
  element.style.minHeight = `${height}px`;
  let chart = null;
  let last = [[], []];
  let begun = false;
  const resized = new ResizeObserver(() => chart?.setSize({width: element.clientWidth, height}));

  async function begin() {
    begun = true;
    const uPlot = await plot();
    const axis = {stroke: () => colour(element, 'muted'), grid: {stroke: () => colour(element, 'grid-line'), width: 1},
      ticks: {stroke: () => colour(element, 'grid-line'), width: 1}};
    const places = names && {splits: () => names().map((name, place) => place).filter((place) => names()[place]),
      values: (u, splits) => splits.map((place) => names()[place] ?? ''), size: 110};
    chart = new uPlot({
      width: element.clientWidth || 300, height, legend: {show: false}, cursor: {drag: {x: false, y: false}},
      scales: {y: {range: (u, least, most) => range(least, most)}},
      axes: [axis, {...axis, size: 60, ...places}],
      series: [{}, {stroke: () => colour(element, 'line-colour'), width: 2, points: {show: false},
        paths: stepped ? uPlot.paths.stepped({align: 1}) : undefined},
      {stroke: () => colour(element, 'bad'), width: 1, dash: [6, 4], points: {show: false}}],
    }, data(), element);
    resized.observe(element);
  }

  function range(least, most) {
    if (names) {
      return [0.5, names().length - 0.5];
    }
    const from = Math.min(least ?? 0, threshold() ?? Infinity);
    const to = Math.max(most ?? 1, threshold() ?? -Infinity);
    const room = (to - from || Math.abs(to) || 1) * 0.05;
    return [from - room, to + room];
  }

  function data() {
    return [last[0].map((time) => time / 1000), last[1], last[0].map(threshold)];
  }

  return {
    element,
    show(times, values) {
      last = [times, values];
      if (chart) {
        chart.setData(data());
      } else if (!begun && times.length) {
        begin().catch(() => element.replaceChildren('The chart cannot be drawn: the page is not complete.'));
      }
    },
    close() {
      resized.disconnect();
      chart?.destroy();
    },
  };
}
