/** All devices with their last answers; one of them with its history. */
import {badge, sparkline} from '../answers.js';
import {ago, h, number, table, text} from '../dom.js';
import {openDevice} from './device.js';

const PAGE = 200;
const POINTS = 60;
const ROW = 44;
const SETTLE = 400;

const COLUMNS = [
  {title: 'Device', value: (row) => h('a', {href: `#/devices/${encodeURIComponent(row.device)}`}, row.device)},
  {title: 'Last answer', value: badge},
  {title: 'Scores', value: (row) => sparkline(row.scores)},
  {title: 'Model', wide: true, value: (row) => row.model ? `${row.model}, version ${row.version}` : '–'},
  {title: 'Errors', wide: true, number: true, value: (row) => number(row.errors)},
  {title: 'Last seen', wide: true, number: true, value: (row) => ago(row.seen)},
];

function openList(root, {api}) {
  let rows = [];
  const byName = new Map();
  let next = null;
  let search = '';
  let asked = 0;
  let loading = false;
  let endLive = null;
  let watched = '';
  let settling = null;

  const count = h('p', {class: 'muted', role: 'status'}, 'Loading…');
  const field = h('input', {id: 'search', type: 'search', autocomplete: 'off', placeholder: 'pump-7, a model, a label, refused'});
  const shown = table('Devices', COLUMNS);
  root.append(h('h1', {}, 'Devices'),
    h('div', {class: 'search'}, h('label', {for: 'search'}, 'Search'), field), count, shown.element);

  function address(after, limit) {
    return `/bactrian/devices?points=${POINTS}&limit=${limit}&search=${encodeURIComponent(search)}`
      + `&after=${encodeURIComponent(after)}`;
  }

  /** A row that is known becomes the new one in its place. */
  function merge(found) {
    let sorted = true;
    for (const row of found) {
      const old = byName.get(row.device);
      if (old) {
        Object.keys(old).forEach((key) => delete old[key]);
        Object.assign(old, row);
      } else if (next === null || row.device <= next) {
        sorted &&= rows.length === 0 || rows.at(-1).device < row.device;
        byName.set(row.device, row);
        rows.push(row);
      }
    }
    if (!sorted) {
      rows.sort((one, other) => one.device < other.device ? -1 : 1);
    }
  }

  function draw(known) {
    const more = next === null ? '' : ', more as you scroll';
    text(count, known === 0
      ? 'No device has sent a message since the service started.'
      : `${number(rows.length)} ${search ? 'found' : `of ${number(known)}`}${more}`);
    shown.update(rows);
  }

  async function load(after) {
    const own = ++asked;
    loading = true;
    try {
      const page = await api.get(address(after, PAGE));
      if (own === asked) {
        if (after === '') {
          rows = [];
          byName.clear();
        }
        next = page.next ?? null;
        merge(page.devices);
        draw(page.known);
        watch();
      }
    } catch (failure) {
      if (own === asked) {
        text(count, failure.message);
      }
    } finally {
      if (own === asked) {
        loading = false;
      }
    }
  }

  /** Follows the devices that are seen, and no others. */
  function watch() {
    const first = Math.max(0, Math.floor(shown.element.scrollTop / ROW) - 2);
    const seen = Math.ceil((shown.element.clientHeight || 600) / ROW) + 4;
    const path = `${address(first === 0 ? '' : rows[first - 1]?.device ?? '', seen)}&watch=true`;
    if (path !== watched) {
      watched = path;
      endLive?.();
      endLive = api.live(path, (page) => {
        merge(page.devices);
        draw(page.known);
      }, (failure) => text(count, failure.message));
    }
  }

  function scrolled() {
    clearTimeout(settling);
    settling = setTimeout(watch, SETTLE);
    const left = shown.element.scrollHeight - shown.element.scrollTop - shown.element.clientHeight;
    if (next !== null && !loading && left < PAGE * ROW / 2) {
      load(next);
    }
  }

  function searched() {
    clearTimeout(settling);
    settling = setTimeout(() => {
      search = field.value.trim();
      shown.element.scrollTop = 0;
      load('');
    }, SETTLE);
  }

  shown.element.addEventListener('scroll', scrolled, {passive: true});
  field.addEventListener('input', searched);
  const clock = setInterval(() => shown.update(rows), 5000);
  load('');
  return () => {
    asked++;
    clearInterval(clock);
    clearTimeout(settling);
    endLive?.();
  };
}

export const view = {
  name: 'devices',
  title: 'Devices',
  roles: ['edge'],
  open(root, context) {
    return context.path.length ? openDevice(root, context, context.path.join('/')) : openList(root, context);
  },
};
