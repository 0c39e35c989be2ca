/** Models: where each version is in its life, the serving one beside the one that is tried, and what an operator may do. */
import {confirmByName} from '../confirm.js';
import {ago, duration, h, number} from '../dom.js';
import {poll, said} from '../poll.js';

const EVERY = 5000;
const MINUTE = 60_000;
const MEANS = {
  incomplete: 'being copied in',
  rejected: 'has failed its checks',
  idle: 'not in use',
  shadow: 'runs on a copy of the messages',
  waiting: 'waits to be promoted',
  canary: 'answers some of the devices',
  probation: 'answers, and is watched',
  serving: 'answers',
  pinned: 'answers the devices held to it',
  retired: 'answered before',
  'rolled-back': 'was taken out of service',
};
const EVENTS = {
  rejected: 'failed its checks',
  shadowed: 'checked; in the shadow',
  'gate-passed': 'passed the gate',
  'gate-failed': 'failed the gate',
  canary: 'canary',
  promoted: 'promoted',
  confirmed: 'confirmed',
  'rolled-back': 'rolled back',
  retired: 'retired',
  removed: 'folder removed',
  loaded: 'model loaded',
  unloaded: 'model unloaded',
};
const BAD = new Set(['rejected', 'gate-failed', 'rolled-back']);
const TRIED = new Set(['shadow', 'waiting', 'canary']);
const ACTIONS = [
  {name: 'promote', title: 'Promote', why: 'It answers all devices at once, and is rolled back at the first trouble.',
    when: (state) => !['incomplete', 'rejected', 'serving', 'probation'].includes(state)},
  {name: 'rollback', title: 'Roll back', why: 'It answers no device any more; the version before it does.',
    when: (state) => TRIED.has(state) || ['serving', 'probation'].includes(state)},
  {name: 'shadow', title: 'Shadow', why: 'It runs on a copy of the messages and answers nobody, until enough is known of it.',
    when: (state) => ['idle', 'retired', 'rolled-back', 'waiting'].includes(state)},
];

const enc = encodeURIComponent;
const share = (value) => (value === undefined ? '–' : `${number(value * 100)} %`);
const seconds = (value) => (value === undefined ? '–' : number(value * 1000, 'ms'));
const bytes = (value) => (value === undefined ? '–' : number(value / 1048576, 'MB'));

function clock(at) {
  return h('time', {datetime: at, title: new Date(at).toLocaleString()}, ago(at));
}

/** The life of one version, oldest first. */
function timeline(events) {
  return h('ol', {class: 'timeline'}, events.map((event) => h('li', {class: BAD.has(event.event) ? 'bad' : ''},
    h('strong', {}, EVENTS[event.event] ?? event.event), ' ', clock(event.at), h('p', {class: 'muted'}, event.reason))));
}

function beside(model) {
  const loaded = (version) => model.inMemory.find((one) => one.version === version);
  const tried = model.versions.find((version) => TRIED.has(version.state));
  const found = tried?.comparison;
  const columns = [['Serving', model.serving, loaded(model.serving)], ['Tried', tried?.version, loaded(tried?.version)]];
  const row = (title, value) => h('tr', {}, h('th', {scope: 'row'}, title), columns.map((column) => h('td', {}, value(column))));
  const both = (title, value) => h('tr', {}, h('th', {scope: 'row'}, title), h('td', {}, '–'), h('td', {}, found ? value : '–'));
  return h('section', {class: 'panel'}, h('h3', {}, 'Serving and tried, side by side'),
    h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Serving and tried'}, h('table', {class: 'beside'},
      h('thead', {}, h('tr', {}, h('td', {}), columns.map(([title, version]) =>
        h('th', {scope: 'col'}, version ? `${title}: version ${version}` : `${title}: none`)))),
      h('tbody', {},
        row('Runs on', ([, , one]) => one?.provider ?? '–'),
        row('One message, when checked', ([, , one]) => seconds(one?.checkedSeconds)),
        row('One message, now', ([, , one]) => seconds(one?.secondsAMessage)),
        row('Messages answered', ([, , one]) => number(one?.messages)),
        row('Errors', ([, , one]) => number(one?.errors)),
        row('Files, and about as much memory', ([, , one]) => bytes(one?.fileBytes)),
        both('Says the same', share(found?.agreement)),
        both('Compared on messages', number(found?.messages)),
        both('Scores differ by', number(found?.scoreDifference)),
        both('Time against serving', found?.latencyRatio === undefined ? '–' : `${number(found.latencyRatio)} times`),
        both('Failed, no number, skipped', `${number(found?.errors)}, ${number(found?.notFinite)}, ${number(found?.dropped)}`)))));
}

function versionPanel(model, version, does, report) {
  const events = model.events.filter((event) => event.version === version.version);
  return h('article', {class: 'panel', 'aria-label': `version ${version.version}`},
    h('h3', {}, `Version ${version.version} `, h('span', {class: `badge ${BAD.has(version.state) ? 'bad' : ''}`}, version.state)),
    h('p', {}, MEANS[version.state] ?? '', version.reason ? `: ${version.reason}` : ''),
    h('div', {class: 'buttons begin'},
      ACTIONS.filter((action) => action.when(version.state)).map((action) => h('button', {type: 'button', class: 'quiet',
        'aria-label': `${action.title} version ${version.version}`, onclick: () => does(action, version)}, action.title)),
      model.reports.includes(version.version)
        ? h('button', {type: 'button', class: 'quiet', 'aria-label': `Report of version ${version.version}`,
          onclick: (clicked) => report(version, clicked.currentTarget)}, 'Report')
        : null),
    events.length ? timeline(events) : h('p', {class: 'muted'}, 'Nothing is known of its past.'));
}

export const view = {
  name: 'models',
  title: 'Models',
  roles: ['edge'],
  open(root, {api, path}) {
    const problem = h('p', {class: 'bad', role: 'alert'});
    const done = h('p', {class: 'bad', role: 'alert'});
    const list = h('nav', {class: 'choices', 'aria-label': 'Models'});
    const detail = h('div', {class: 'stack'});
    root.append(h('h1', {}, 'Models'), problem, list, done, detail);
    let shown = '';
    let model = null;

    async function does(action, version) {
      const title = `${action.title} version ${version.version}`;
      if (!await confirmByName(title, action.why, model.name)) {
        return;
      }
      try {
        await api.post(`/bactrian/models/${enc(model.name)}/versions/${version.version}/${action.name}`);
        said(done);
      } catch (failure) {
        said(done, failure.status === 404 && !failure.message.includes('version')
          ? new Error('Models cannot be changed here: set bactrian.api.token, and restart the service.')
          : failure);
      }
      polling.now();
    }

    async function report(version, button) {
      try {
        const link = await api.post(`/bactrian/lifecycle/${enc(model.name)}/${version.version}/report`);
        const open = h('a', {href: link.path, target: '_blank', rel: 'noopener'}, `Open the report of version ${version.version}`);
        button.replaceWith(open);
        open.focus();
        open.click();
      } catch (failure) {
        said(done, failure);
      }
    }

    function show(all, one) {
      const next = JSON.stringify([all, one, Math.floor(Date.now() / MINUTE)]);
      if (next === shown) {
        return;
      }
      shown = next;
      model = one;
      list.replaceChildren(...all.map((each) => h('a', {href: `#/models/${enc(each.name)}`, class: 'choice',
        'aria-current': each.name === one?.name ? 'true' : null}, each.name, ' ',
      h('span', {class: each.serving ? 'muted' : 'bad'}, each.serving ? `version ${each.serving}` : 'out of service'))));
      const focused = detail.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
      detail.replaceChildren(...(one
        ? [h('h2', {class: 'first'}, one.name), beside(one), h('div', {class: 'grid'},
          one.versions.map((version) => versionPanel(one, version, does, report))),
        h('p', {class: 'muted'}, `Its past goes back ${one.events.length
          ? duration(Date.now() - Date.parse(one.events[0].at)) : 'to the start'}; the last 100 events are kept.`)]
        : [h('p', {}, 'There is no model yet. Put one into the folder of models, a folder for each version.')]));
      if (focused) {
        detail.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
      }
    }

    const polling = poll(async () => {
      try {
        const all = await api.get('/bactrian/lifecycle');
        const name = path[0] ?? all[0]?.name;
        show(all, name === undefined ? null : await api.get(`/bactrian/lifecycle/${enc(name)}`));
        said(problem);
      } catch (failure) {
        said(problem, failure);
      }
    }, EVERY);
    return polling.end;
  },
};
