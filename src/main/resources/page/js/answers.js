/** How a device's last answers are shown. */
import {h, number} from './dom.js';

/** What the last message of a device led to, in words. */
function said(row) {
  if (row.state === 'refused') {
    return `refused: ${row.error?.code ?? ''}`;
  }
  if (row.state === 'warming') {
    return `warming up: ${row.have} of ${row.need}`;
  }
  return [row.label, row.score === undefined ? null : number(row.score)].filter(Boolean).join(' · ') || 'answered';
}

/** How bad it is: bad, warn or good. */
function standing(row) {
  if (row.state === 'refused') {
    return 'bad';
  }
  return row.state === 'warming' || row.anomalous || row.outOfRange.length > 0 ? 'warn' : 'good';
}

const SIGNS = {bad: '✗', warn: '!', good: '✓'};

/** The sign goes with the words, for who does not see colours. */
export function badge(row) {
  const kind = standing(row);
  return h('span', {class: kind, title: row.error && row.state === 'refused' ? row.error.message : null},
    h('span', {'aria-hidden': 'true'}, `${SIGNS[kind]} `), said(row));
}

/** A line of the last scores, its height from the least to the most; broken where there was none. */
export function sparkline(scores) {
  const known = (scores ?? []).filter((score) => score !== null);
  if (known.length < 2) {
    return h('span', {class: 'muted'}, '–');
  }
  const least = Math.min(...known);
  const span = Math.max(...known) - least || 1;
  const lines = [];
  let line = [];
  scores.forEach((score, at) => {
    if (score === null) {
      lines.push(line);
      line = [];
    } else {
      line.push(`${(at * 100 / (scores.length - 1)).toFixed(1)},${(26 - (score - least) * 24 / span).toFixed(1)}`);
    }
  });
  lines.push(line);
  return h('svg', {class: 'sparkline', viewBox: '0 0 100 28', preserveAspectRatio: 'none', role: 'img',
    'aria-label': `scores from ${number(least)} to ${number(least + span)}`},
  lines.filter((points) => points.length > 1).map((points) => h('polyline', {points: points.join(' ')})));
}
