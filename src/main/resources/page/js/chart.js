/** Small drawings of numbers, with a text for who does not see them. */
import {h} from './dom.js';

const WIDTH = 600;
const HEIGHT = 120;

/** A line over time: values by their times in milliseconds. update({at, values}, say) draws anew; say gives a value as a text. */
export function line(label) {
  const path = h('path', {class: 'chart-line'});
  const most = h('span', {class: 'muted'}, ' ');
  const from = h('span', {class: 'muted'}, ' ');
  const drawing = h('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label,
    class: 'chart'}, path);
  const element = h('figure', {class: 'chart-box'},
    h('figcaption', {}, label), h('div', {class: 'chart-top'}, most), drawing,
    h('div', {class: 'chart-feet'}, from, h('span', {class: 'muted'}, 'now')));
  return {
    element,
    update({at, values}, say) {
      const largest = Math.max(...values, 0);
      const begin = at[0];
      const span = Math.max(1, at[at.length - 1] - begin);
      const top = largest === 0 ? 1 : largest;
      path.setAttribute('d', at.map((time, i) => `${i ? 'L' : 'M'}${((time - begin) / span * WIDTH).toFixed(1)} `
        + `${(HEIGHT - 2 - values[i] / top * (HEIGHT - 6)).toFixed(1)}`).join(''));
      most.textContent = at.length ? `at most ${say(largest)}` : 'nothing yet';
      from.textContent = at.length ? new Date(begin).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'}) : ' ';
      drawing.setAttribute('aria-label', at.length
        ? `${label}: now ${say(values[values.length - 1])}, at most ${say(largest)} since ${from.textContent}`
        : `${label}: nothing yet`);
    },
  };
}

/** Two distributions over the same bins: shares, one above the other, so that both are seen without colour. */
export function distributions(label, reference, window) {
  const bins = reference.length;
  const wide = WIDTH / bins;
  const largest = Math.max(...reference, ...window, 1e-9);
  const half = HEIGHT / 2;
  const bar = (kind, share, i) => {
    const tall = share / largest * (half - 2);
    return h('rect', {class: kind, x: (i * wide + 1).toFixed(1), width: Math.max(1, wide - 2).toFixed(1),
      y: (kind === 'chart-usual' ? half - tall : half + 1).toFixed(1), height: tall.toFixed(1)});
  };
  return h('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label, class: 'chart'},
    reference.map((share, i) => bar('chart-usual', share, i)),
    window.map((share, i) => bar('chart-now', share, i)),
    h('line', {class: 'chart-middle', x1: 0, x2: WIDTH, y1: half + .5, y2: half + .5}));
}
