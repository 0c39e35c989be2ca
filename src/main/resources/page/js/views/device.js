/** One device: its answers and channels over time, window, calibration, and why its last anomaly was one. */
import {badge} from '../answers.js';
import {ago, h, number, text} from '../dom.js';
import {timeChart} from '../timechart.js';

const KEPT = 1000;
const CHARTS = 12;

/** Numbered entries over time. */
class Series {
  constructor() {
    this.written = 0;
    this.at = [];
    this.values = [];
  }

  /** Adds what is new, and forgets the oldest; where some are missing in between, it begins anew. A width above 0: values an entry. */
  add(written, at, values, width) {
    const first = written - at.length;
    if (written < this.written || first > this.written && this.written > 0) {
      this.at = [];
      this.values = [];
      this.written = first;
    }
    for (let i = Math.max(0, this.written - first); i < at.length; i++) {
      this.at.push(at[i]);
      this.values.push(width === 0 ? values[i] : values.slice(i * width, (i + 1) * width));
    }
    this.written = written;
    const old = Math.max(0, this.at.length - KEPT);
    this.at.splice(0, old);
    this.values.splice(0, old);
  }
}

function facts(names) {
  const values = new Map(names.map((name) => [name, h('dd', {}, '–')]));
  return {values, list: h('dl', {class: 'facts'}, names.map((name) => h('div', {}, h('dt', {}, name), values.get(name))))};
}

function scaled(calibration, value) {
  return value === null || value === undefined ? null : value * (calibration?.scale ?? 1) + (calibration?.offset ?? 0);
}

function formula(calibration) {
  if (!calibration) {
    return 'as it is sent';
  }
  const sign = calibration.offset < 0 ? '−' : '+';
  return `× ${calibration.scale} ${sign} ${Math.abs(calibration.offset)}`;
}

function expected(range) {
  if (!range || range.minimum === undefined && range.maximum === undefined) {
    return '–';
  }
  return `${range.minimum ?? '…'} to ${range.maximum ?? '…'}`;
}

/** A bar for each channel's share; a negative share lowers the score. */
function reasons(why) {
  return h('ul', {class: 'why'}, why.map(({channel, share}) => {
    const bar = h('span', {class: share < 0 ? 'bar lowers' : 'bar'});
    bar.style.width = `${Math.min(100, Math.abs(share) * 100)}%`;
    return h('li', {}, h('span', {class: 'channel'}, channel), h('span', {class: 'track', 'aria-hidden': 'true'}, bar),
      h('span', {class: 'number'}, `${Math.round(Math.abs(share) * 100)} %${share < 0 ? ', lowers it' : ''}`));
  }));
}

export function openDevice(root, {api}, name) {
  let device = null;
  let layout = '';
  let all = false;
  const answers = new Series();
  const rows = new Series();
  let labelNames = [];
  let charts = [];

  const trouble = h('p', {class: 'bad', role: 'alert'});
  const badgePlace = h('p', {class: 'standing'});
  const known = facts(['Model', 'Window', 'Answers', 'Errors', 'Last seen', 'Belongs to']);
  const score = timeChart({label: `Scores of ${name} over time`, height: 200, threshold: () => device?.threshold ?? null});
  const label = timeChart({label: `Labels of ${name} over time`, height: 110, stepped: true, names: () => labelNames});
  const scorePart = h('section', {class: 'panel', 'aria-labelledby': 'score-title'}, h('h2', {id: 'score-title'}, 'Score'),
    score.element);
  const labelPart = h('section', {class: 'panel', hidden: true, 'aria-labelledby': 'label-title'},
    h('h2', {id: 'label-title'}, 'Label'), label.element);
  const anomaly = h('section', {class: 'panel', 'aria-labelledby': 'why-title'});
  const error = h('section', {class: 'panel', 'aria-labelledby': 'error-title'});
  const channelTable = h('tbody');
  const channelCharts = h('div', {class: 'grid'});
  const more = h('button', {type: 'button', class: 'quiet', hidden: true, onclick: () => {
    all = true;
    layout = '';
    showChannels();
  }}, 'Show all channels');
  const channels = h('section', {class: 'panel', 'aria-labelledby': 'channels-title'},
    h('h2', {id: 'channels-title'}, 'Channels'),
    h('p', {class: 'muted'}, 'Of the messages that have come since this page is open.'),
    h('div', {class: 'scrolls', tabindex: 0, role: 'region', 'aria-label': 'Channels'}, h('table', {},
      h('thead', {}, h('tr', {}, ['Channel', 'As sent', 'Calibration', 'Calibrated', 'Expected'].map((title) =>
        h('th', {scope: 'col'}, title)))), channelTable)), channelCharts, more);
  const parts = h('div', {class: 'parts', hidden: true}, scorePart, labelPart, anomaly, error, channels);
  root.append(h('div', {class: 'device'}, h('p', {}, h('a', {href: '#/devices'}, '← All devices')), h('h1', {}, name), trouble,
    badgePlace, known.list, parts));

  function show(next) {
    device = {...next, history: undefined, channels: undefined};
    text(trouble, '');
    parts.hidden = false;
    badgePlace.replaceChildren(badge(device));
    if (device.outOfRange.length) {
      badgePlace.append(h('span', {class: 'warn'}, `; out of the expected range: ${device.outOfRange.join(', ')}`));
    }
    const words = {
      Model: device.model ? `${device.model}, version ${device.version}` : '–',
      Window: device.need === undefined ? '–' : `${device.have} of ${device.need} messages`,
      Answers: number(device.answers), Errors: number(device.errors), 'Last seen': ago(device.seen),
      'Belongs to': Object.entries(device.labels ?? {}).map(([key, value]) => `${key}: ${value}`).join(', ') || '–',
    };
    known.values.forEach((place, key) => text(place, words[key]));
    showError();
    showAnomaly();
    if (next.history) {
      answers.add(next.history.written, next.history.at, next.history.scores.map((value, i) => [value, next.history.labels[i]]), 0);
      labelNames = next.history.names.slice(0, next.history.names.findLastIndex(Boolean) + 1);
      score.show(answers.at, answers.values.map(([value]) => value));
      labelPart.hidden = labelNames.length === 0;
      label.show(answers.at, answers.values.map(([, place]) => place || null));
    } else {
      scorePart.hidden = true;
    }
    if (next.channels) {
      rows.add(next.channels.written, next.channels.at, next.channels.values, next.channels.names.length);
      device.channelNames = next.channels.names;
      device.units = next.channels.units;
      showChannels();
    }
  }

  function showError() {
    const found = device.error;
    error.classList.toggle('problem', Boolean(found));
    error.replaceChildren(h('h2', {id: 'error-title'}, found ? `Last message that was refused, ${ago(found.at)}` : 'Refused messages'),
      found ? h('p', {}, h('code', {}, found.code), `: ${found.message}`)
        : h('p', {class: 'muted'}, 'None since the service started.'));
  }

  function showAnomaly() {
    const found = device.anomaly;
    const detector = device.task === 'anomaly' || !device.task;
    const title = detector ? `Last anomaly${found ? `, ${ago(found.at)}` : ''}` : `Why the last answer is what it is`;
    anomaly.replaceChildren(h('h2', {id: 'why-title'}, title));
    if (found) {
      anomaly.append(h('p', {}, [found.label, found.score === undefined ? null : `score ${number(found.score)}`,
        device.threshold === undefined ? null : `threshold ${number(device.threshold)}`].filter(Boolean).join(', ')));
    }
    if (found?.why) {
      anomaly.append(reasons(found.why));
    } else {
      anomaly.append(h('p', {class: 'muted'}, found || !detector
        ? 'This model does not say which channels it was.'
        : 'None since the service started.'));
    }
  }

  function showChannels() {
    const names = device?.channelNames ?? [];
    channels.hidden = names.length === 0;
    const last = rows.values.at(-1) ?? [];
    channelTable.replaceChildren(...names.map((channel, place) => {
      const unit = device.units?.[channel] ?? '';
      const off = device.outOfRange.includes(channel);
      return h('tr', {class: off ? 'warn' : null}, h('th', {scope: 'row'}, channel),
        h('td', {class: 'number'}, number(last[place])), h('td', {}, formula(device.calibration?.[channel])),
        h('td', {class: 'number'}, number(scaled(device.calibration?.[channel], last[place]), unit)),
        h('td', {}, `${expected(device.ranges?.[channel])}${off ? ' (out of it)' : ''}`));
    }));
    const drawn = all ? names : names.slice(0, CHARTS);
    more.hidden = drawn.length === names.length;
    if (layout !== drawn.join('\n')) {
      layout = drawn.join('\n');
      charts.forEach((chart) => chart.close());
      charts = drawn.map((channel) => timeChart({label: `${channel} over time`, height: 120}));
      channelCharts.replaceChildren(...drawn.map((channel, place) => h('div', {}, h('h3', {}, channel), charts[place].element)));
    }
    charts.forEach((chart, place) => chart.show(rows.at,
      rows.values.map((row) => scaled(device.calibration?.[drawn[place]], row[place]))));
  }

  const path = `/bactrian/devices/${encodeURIComponent(name)}`;
  let open = true;
  api.get(path).then((first) => open && show(first), (failure) => open && text(trouble, failure.message));
  const end = api.live(`${path}?watch=true`, show, (failure) => text(trouble, failure.message));
  const clock = setInterval(() => device && text(known.values.get('Last seen'), ago(device.seen)), 1000);
  return () => {
    open = false;
    clearInterval(clock);
    end();
    [score, label, ...charts].forEach((chart) => chart.close());
  };
}
