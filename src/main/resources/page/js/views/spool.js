/** Spools: what waits on disk now, and in the last hour. */
import {line} from '../chart.js';
import {duration, h, number, text} from '../dom.js';
import {said} from '../poll.js';

const HOUR = 3_600_000;
const STEP = 5000;
const FULL = {
  block: 'When it is full, messages are not acknowledged and wait at the broker.',
  'drop-oldest': 'When it is full, the oldest records go.',
  'drop-newest': 'When it is full, new records are dropped.',
  reject: 'When it is full, new records are refused.',
};
const WHAT = {
  samples: 'Answers with their data, on the way to Kafka.',
  'dead-letters': 'Messages that could not be answered, on the way to Kafka.',
  retries: 'Messages that failed and are tried again.',
  events: 'What happens to models, on the way to the broker.',
  drift: 'Changes of what devices send, on the way to Kafka.',
  statistics: 'What models did each minute, on the way to Kafka.',
  reports: 'What becomes of delivered versions, on the way to Kafka.',
};

const bytes = (value) => (value >= 1048576 ? number(value / 1048576, 'MB') : number(value / 1024, 'kB'));

/** One spool, drawn once and then kept up to date. */
function panel(name) {
  const state = h('span', {class: 'badge'});
  const trouble = h('p', {class: 'bad'});
  const policy = h('p', {class: 'muted'});
  const used = h('meter', {min: 0, max: 1, low: 0.7, high: 0.9, optimum: 0, 'aria-label': `how full ${name} is`});
  const figures = {};
  const figure = (key, title) => h('div', {}, h('dt', {}, title), figures[key] = h('dd', {}, '–'));
  const depth = line('Records that wait');
  const size = line('Bytes that wait');
  const age = line('Age of the oldest');
  const history = {at: [], records: [], bytes: [], oldestSeconds: []};

  function draw() {
    depth.update({at: history.at, values: history.records}, (value) => number(value));
    size.update({at: history.at, values: history.bytes}, bytes);
    age.update({at: history.at, values: history.oldestSeconds}, (value) => duration(value * 1000));
  }

  function now(spool) {
    const bad = spool.error ?? spool.deliveryError;
    text(state, !spool.healthy ? 'its file fails' : spool.full ? 'full' : spool.deliveryError ? 'not delivered' : 'in order');
    state.classList.toggle('bad', Boolean(bad) || spool.full || !spool.healthy);
    text(trouble, bad ?? '');
    text(policy, FULL[spool.overflowPolicy] ?? '');
    used.value = spool.bytes / spool.maxBytes;
    text(figures.records, number(spool.records));
    text(figures.bytes, `${bytes(spool.bytes)} of ${bytes(spool.maxBytes)}`);
    text(figures.age, duration(spool.oldestSeconds * 1000));
    text(figures.delivered, number(spool.delivered));
    text(figures.lost, `${number(spool.dropped)}, ${number(spool.refused)}`);
  }

  return {
    element: h('article', {class: 'panel', 'aria-label': `spool ${name}`},
      h('h2', {class: 'first'}, name, ' ', state), h('p', {}, WHAT[name] ?? 'A spool of your own routes.'), trouble, used,
      h('dl', {class: 'figures'}, figure('records', 'waiting'), figure('bytes', 'bytes'), figure('age', 'oldest'),
        figure('delivered', 'delivered'), figure('lost', 'dropped, refused')),
      depth.element, size.element, age.element, policy),
    /** With the last hour. */
    begin(spool) {
      Object.assign(history, spool.history);
      now(spool);
      draw();
    },
    /** Goes on from one second to the next. */
    go(spool) {
      now(spool);
      const time = Date.now();
      if (time - (history.at[history.at.length - 1] ?? 0) >= STEP) {
        history.at.push(time);
        history.records.push(spool.records);
        history.bytes.push(spool.bytes);
        history.oldestSeconds.push(spool.oldestSeconds);
        while (history.at[0] < time - HOUR) {
          Object.values(history).forEach((values) => values.shift());
        }
        draw();
      }
    },
  };
}

export const view = {
  name: 'spool',
  title: 'Spool',
  roles: ['edge'],
  open(root, {api}) {
    const problem = h('p', {class: 'bad', role: 'alert'});
    const grid = h('div', {class: 'grid large'});
    root.append(h('h1', {}, 'Spool'), h('p', {class: 'muted'}, 'What has to be delivered waits here on disk, also over a restart.'),
      problem, grid);
    const panels = new Map();
    let end = () => {};
    let closed = false;

    function of(name) {
      if (!panels.has(name)) {
        panels.set(name, panel(name));
        grid.append(panels.get(name).element);
      }
      return panels.get(name);
    }

    api.get('/bactrian/spools').then((spools) => {
      spools.forEach((spool) => of(spool.name).begin(spool));
      if (!closed) {
        end = api.live('/bactrian/spools/live', (now) => {
          said(problem);
          now.forEach((spool) => of(spool.name).go(spool));
        }, (failure) => said(problem, failure));
      }
    }).catch((failure) => said(problem, failure));
    return () => {
      closed = true;
      end();
    };
  },
};
