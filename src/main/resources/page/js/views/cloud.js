/** The cloud: versions with their cards, deployments, nodes, trainings. */
import {ago, h, number, text} from '../dom.js';
import {poll, said} from '../poll.js';

const EVERY = 10_000;
const enc = encodeURIComponent;
const bytes = (value) => number(value / 1048576, 'MB');
const since = (at) => h('time', {datetime: at}, ago(at));

function scrolled(label, head, rows) {
  return rows.length === 0 ? h('p', {class: 'muted'}, 'None.')
    : h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${label}, a table`}, h('table', {},
      h('thead', {}, h('tr', {}, head.map((title) => h('th', {scope: 'col'}, title)))),
      h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, i) => (i === 0
        ? h('th', {scope: 'row'}, cell) : h('td', {}, cell ?? '–'))))))));
}

const figures = (of) => Object.entries(of ?? {}).map(([name, value]) =>
  `${name} ${typeof value === 'number' ? number(value) : value}`).join(', ');

function card(version) {
  const of = version.card;
  const lines = [
    ['Task', of.task], ['Made by', [`${of.by} (${of.origin}), `, since(of.createdAt)]],
    ['Approved by', of.approvedBy], ['May not be deployed', version.obstacle],
    ['Trained on', figures(of.trainedOn)], ['Measured', figures(of.metrics)],
    ['One message', of.latencySeconds === undefined ? null : number(of.latencySeconds * 1000, 'ms')],
    ['Memory', of.memoryBytes === undefined ? null : bytes(of.memoryBytes)], ['Licence', of.licence],
    ['Served by', version.servedBy.join(', ')], ['SHA-256', version.sha256],
  ];
  return h('div', {}, of.description ? h('p', {}, of.description) : null,
    h('dl', {class: 'card'}, lines.filter(([, value]) => value).map(([title, value]) => [h('dt', {}, title), h('dd', {}, value)])),
    h('ol', {class: 'timeline'}, of.history.map((event) => h('li', {}, h('strong', {}, event.event), ' ',
      since(event.at), h('p', {class: 'muted'}, [event.by, event.note].filter(Boolean).join(': '))))));
}

function versions(pool, api, problem) {
  return pool.models.map((model) => h('section', {class: 'panel', 'aria-label': model.name}, h('h3', {}, model.name),
    model.versions.map((version) => opened(`${model.name}/${version.version}`,
      `version ${version.version}, ${version.origin}, ${bytes(version.size)}${version.approvedBy ? '' : ', not approved'}`
        + `${version.removed ? ', removed' : ''}`,
      async () => card(await api.get(`/bactrian/pool/${enc(model.name)}/${version.version}`)), problem))));
}

/** What has happened to a deployment, and what each node said of it. */
function progress(one) {
  return h('div', {}, h('ol', {class: 'timeline'}, one.history.map((event) => h('li', {}, h('strong', {}, event.event), ' ',
    since(event.at), h('p', {class: 'muted'}, [event.by, event.reason].filter(Boolean).join(': '))))),
  scrolled(`Nodes of ${one.model} ${one.version}`, ['Node', 'State', 'Since', 'Reason'],
    one.reports.map((report) => [report.node, report.state, since(report.at), report.reason])));
}

/** Something of the service that is fetched when it is opened. */
function opened(key, title, fetched, problem) {
  const room = h('div', {});
  const details = h('details', {'data-key': key, ontoggle: async () => {
    if (details.open && !room.firstChild) {
      try {
        room.replaceChildren(await fetched());
      } catch (failure) {
        said(problem, failure);
      }
    }
  }}, h('summary', {}, title), room);
  return details;
}

function deployments(all, api, problem) {
  return all.length === 0 ? h('p', {class: 'muted'}, 'None.') : all.map((one) => h('article', {class: 'panel',
    'aria-label': `${one.model} ${one.version}`}, h('h3', {}, `${one.model}, version ${one.version} `, h('span', {class: 'badge'}, one.state)),
  h('p', {}, 'Began ', since(one.began), `. On nodes: ${figures(one.states) || 'none yet'}.`,
    one.canaries.length ? ` First to ${one.canaries.join(', ')}.` : ''),
  opened(`${one.model}/${one.version}`, 'Its stages, and what nodes say', async () => progress(
    (await api.get(`/bactrian/deployments/${enc(one.model)}`)).find((each) => each.version === one.version)), problem)));
}

function nodes(all) {
  return scrolled('Nodes', ['Node', 'Heard of', 'Serves', 'Labels'],
    all.map((node) => [node.node, since(node.seen), figures(node.serving), figures(node.labels) || '–']));
}

function trainings(all) {
  return scrolled('Trainings', ['Model', 'Now', 'Last', 'Outcome', 'Reason'], all.map((one) => {
    const last = one.history[0];
    return [one.model, one.pending ? `${one.state}, asked by ${one.pending.by}` : one.state, last ? since(last.ended) : '–',
      last?.outcome, last?.reason];
  }));
}

export const view = {
  name: 'cloud',
  title: 'Cloud',
  roles: ['cloud'],
  open(root, {api}) {
    const problem = h('p', {class: 'bad', role: 'alert'});
    const parts = [
      {title: 'Deployments', path: '/bactrian/deployments', draw: (all) => deployments(all, api, problem)},
      {title: 'Nodes', path: '/bactrian/nodes', draw: nodes},
      {title: 'Trainings', path: '/bactrian/training', draw: trainings},
      {title: 'Versions in the pool', path: '/bactrian/pool', draw: (pool) => versions(pool, api, problem)},
    ].map((part) => ({...part, room: h('div', {class: 'stack'}, h('p', {class: 'muted'}, '…')), shown: ''}));
    root.append(h('h1', {}, 'Cloud'), problem,
      ...parts.map((part) => h('section', {'aria-label': part.title}, h('h2', {}, part.title), part.room)));

    function show(part, content, failure) {
      if (failure) {
        part.shown = '';
        part.room.replaceChildren(h('p', {class: 'muted'}, failure.status === 404
          ? 'Not in use: set bactrian.api.token to see it.' : failure.message));
        return;
      }
      const next = JSON.stringify(content);
      if (next !== part.shown) {
        part.shown = next;
        const open = [...part.room.querySelectorAll('details[open]')].map((one) => one.dataset.key);
        part.room.replaceChildren(...[part.draw(content)].flat());
        part.room.querySelectorAll('details').forEach((one) => {
          one.open = open.includes(one.dataset.key);
        });
      }
    }

    /** All at once, so that nothing jumps. */
    const polling = poll(async () => {
      const answers = await Promise.allSettled(parts.map((part) => api.get(part.path)));
      answers.forEach((answer, i) => show(parts[i], answer.value, answer.reason));
      root.querySelectorAll('time').forEach((time) => text(time, ago(time.dateTime)));
    }, EVERY);
    return polling.end;
  },
};
