/** Drift: groups of devices whose messages are other than they were, as two distributions. */
import {distributions} from '../chart.js';
import {ago, h, number} from '../dom.js';
import {poll, said} from '../poll.js';

const EVERY = 5000;
const MINUTE = 60_000;
const NAMES = {'outputs.score': 'the score', 'outputs.confidence': 'how sure the model is'};

const name = (channel) => NAMES[channel] ?? channel;
const share = (value) => `${number(value * 100)} %`;

/** The bounds of a bin, as words. */
function bin(edges, i) {
  if (i > edges.length) {
    return 'no number';
  }
  if (i === 0) {
    return edges.length ? `up to ${number(edges[0])}` : 'any number';
  }
  return i === edges.length ? `above ${number(edges[i - 1])}` : `${number(edges[i - 1])} to ${number(edges[i])}`;
}

function furthest(channel) {
  let at = 0;
  channel.reference.forEach((usual, i) => {
    if (Math.abs(channel.window[i] - usual) > Math.abs(channel.window[at] - channel.reference[at])) {
      at = i;
    }
  });
  return `${bin(channel.edges, at)}: ${share(channel.reference[at])} before, ${share(channel.window[at])} now`;
}

function channelBox(channel) {
  const off = channel.ks > channel.ksLimit || channel.psiLimit !== undefined && channel.psi > channel.psiLimit;
  return h('section', {class: 'channel', 'aria-label': name(channel.name)},
    h('h3', {}, name(channel.name), ' ', h('span', {class: off ? 'badge bad' : 'badge'}, off ? 'beyond its limit' : 'within its limit')),
    h('p', {}, `Most changed: ${furthest(channel)}.`),
    h('p', {class: 'muted chart-key'}, h('span', {class: 'chart-usual-key'}), 'before, upwards ', h('span', {class: 'chart-now-key'}),
      'now, downwards'),
    distributions(`${name(channel.name)}, before and now`, channel.reference, channel.window),
    h('details', {}, h('summary', {}, 'As numbers'),
      h('p', {}, `Over ${number(channel.messages)} messages the distributions differ by ${number(channel.ks)} (limit `
        + `${number(channel.ksLimit)}); stability index ${number(channel.psi)}`
        + `${channel.psiLimit === undefined ? '' : ` (limit ${number(channel.psiLimit)})`}.`),
      h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${name(channel.name)} as numbers`},
        h('table', {}, h('thead', {}, h('tr', {}, ['Values', 'Before', 'Now'].map((title) => h('th', {scope: 'col'}, title)))),
          h('tbody', {}, channel.reference.map((usual, i) => h('tr', {}, h('th', {scope: 'row'}, bin(channel.edges, i)),
            h('td', {}, share(usual)), h('td', {}, share(channel.window[i])))))))));
}

function groupPanel(group) {
  return h('article', {class: group.drifting ? 'panel problem' : 'panel'},
    h('h2', {class: 'first'}, `${group.model}, version ${group.version}`, group.group ? `, devices of ${group.group}` : '', ' ',
      h('span', {class: group.drifting ? 'badge bad' : 'badge'}, group.drifting ? 'drifts' : 'as before')),
    h('p', {}, group.drifting ? `Other than before since ${new Date(group.since).toLocaleString()} (${ago(group.since)}).`
      : group.channels.length ? 'What devices send and models say is as before. The channel that differs most:'
        : 'Not compared yet: a reference is made of the first messages, then a window has to fill.'),
    group.expectedAccuracy === undefined ? null : h('p', {}, `Labels are right in about ${share(group.expectedAccuracy)}, the model says.`),
    group.channels.map(channelBox));
}

export const view = {
  name: 'drift',
  title: 'Drift',
  roles: ['edge'],
  open(root, {api}) {
    const problem = h('p', {class: 'bad', role: 'alert'});
    const groups = h('div', {class: 'grid large'});
    root.append(h('h1', {}, 'Drift'), h('p', {class: 'muted'},
      'Are the messages still like those the model was made for? Compared are the last messages with the usual ones.'), problem, groups);
    let shown = '';
    const polling = poll(async () => {
      try {
        const drift = await api.get('/bactrian/drift');
        said(problem);
        const next = JSON.stringify([drift, Math.floor(Date.now() / MINUTE)]);
        if (next === shown) {
          return;
        }
        shown = next;
        const open = new Set([...groups.querySelectorAll('details[open]')].map((one) => one.closest('[aria-label]').ariaLabel));
        groups.replaceChildren(...(drift.groups.length ? drift.groups.map(groupPanel) : [h('p', {}, drift.enabled
          ? 'No messages have been answered yet.' : 'Drift is not looked for: bactrian.drift.enabled is false.')]));
        groups.querySelectorAll('details').forEach((one) => {
          one.open = open.has(one.closest('[aria-label]').ariaLabel);
        });
        if (drift.more) {
          groups.append(h('p', {class: 'muted'}, `and ${drift.more} groups more, less far off`));
        }
      } catch (failure) {
        said(problem, failure);
      }
    }, EVERY);
    return polling.end;
  },
};
