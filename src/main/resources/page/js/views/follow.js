/** What became of single messages, step by step: the next of a device, one with an id, or one that is sent from here. */
import {ago, h, number, text} from '../dom.js';

const STATES = {
  'under-way': ['on its way', ''],
  answered: ['answered', 'good'],
  expired: ['answered too late', 'warn'],
  refused: ['refused', 'bad'],
  failed: ['failed', 'bad'],
  'set-aside': ['set aside, to be tried again', 'warn'],
};

const REFUSED = new Set(['refused', 'failed', 'dead-letter', 'kafka-failed', 'dropped']);
const WAITING = new Set(['set-aside', 'expired', 'waits', 'repeated']);

/** Title and sentence of each step. */
const STEPS = {
  received: (d) => ['Received', `${number(d.bytes)} bytes on ${d.topic}${d.mayBeRepeated ? '; it may have been sent before' : ''}`],
  decoded: (d) => ['Decoded', d.empty ? 'It has no values.' : `Id ${d.id}, format ${d.format}${d.values === undefined ? '' : `, ${d.values} values`}`],
  waits: () => ['Waits for its row', 'Other values of the device are still to come.'],
  enriched: (d) => ['Enriched', `For model ${d.model}, version ${d.version}${d.need === undefined ? '' : `; ${d.have} of ${d.need} rows in its window`}${
    d.filled ? `; ${d.filled} missing values filled in` : ''}${d.outOfRange ? `; out of range: ${d.outOfRange.join(', ')}` : ''}`],
  ran: (d) => ['Run by the model', `${d.model} version ${d.version}, ${d.batch === 1 ? 'alone' : `${d.batch} messages together`}; waited ${
    micros(d.waitedMicros)}, ran ${micros(d.ranMicros)}`],
  answered: (d) => ['Answered', d.need === undefined
    ? `${d.model} version ${d.version}${d.label === undefined ? '' : `: ${d.label}`}${d.score === undefined ? '' : `, score ${number(d.score)}`}`
    : `The window is filling: ${d.have} of ${d.need} rows`],
  refused: (d) => ['Refused', `${d.code}: ${d.reason}`],
  expired: () => ['Not sent', 'The message had expired before its answer was ready.'],
  published: (d) => ['Answer acknowledged by the broker', `On ${d.topic}`],
  sampled: (d) => ['Kept as a sample', `Reason: ${d.reason}`],
  'not-sampled': (d) => ['Not kept as a sample', d.reason === 'quota' ? 'The quota is used up.' : 'The policy does not ask for it.'],
  'dead-letter': (d) => ['Kept as a dead letter', d.reason],
  stored: (d) => ['On the disk', `Spool ${d.spool}, row ${d.row}`],
  dropped: () => ['Not stored', 'The spool is full, or did not take the record.'],
  kafka: (d) => ['In Kafka', `Topic ${d.topic}, partition ${d.partition}, offset ${d.offset}`],
  'kafka-failed': (d) => ['Kafka did not take it', `${d.reason} It is tried again or given up.`],
  repeated: () => ['Repeated', 'A message with the same id came after it; what Kafka says of that id is shown there.'],
  ended: () => ['Done', 'Over MQTT it is now acknowledged to the broker; over HTTP the response goes out.'],
  failed: (d) => ['Failed', d.reason],
  'set-aside': (d) => ['Set aside', `It is tried again later. ${d.reason}`],
  again: () => ['Tried again', ''],
};

/** A length of time from microseconds. */
function micros(value) {
  if (value < 1000) {
    return `${value} µs`;
  }
  return value < 1e6 ? number(value / 1000, 'ms') : number(value / 1e6, 's');
}

function showState(element, trail) {
  const [words, kind] = STATES[trail.state] ?? [trail.state, ''];
  text(element, trail.open && trail.state !== 'under-way' ? `${words}; more is to come` : words);
  element.className = kind;
}

function field(label, input) {
  return h('label', {class: 'field'}, label, input);
}

function form(title, button, fields, send) {
  const problem = h('p', {class: 'bad', role: 'alert'});
  return h('form', {class: 'panel trail-form', onsubmit: async (event) => {
    event.preventDefault();
    text(problem, '');
    try {
      await send();
    } catch (failure) {
      text(problem, failure.message);
    }
  }}, h('h2', {}, title), fields, h('div', {class: 'buttons'}, h('button', {type: 'submit'}, button)), problem);
}

function forms(api, refresh) {
  const device = h('input', {required: true, maxlength: 256, autocomplete: 'off'});
  const howLong = h('select', {}, h('option', {value: ''}, 'its next message'), h('option', {value: '60'}, 'all for 1 minute'),
    h('option', {value: '600'}, 'all for 10 minutes'));
  const id = h('input', {required: true, maxlength: 1024, autocomplete: 'off'});
  const sender = h('input', {required: true, maxlength: 256, autocomplete: 'off'});
  const payload = h('textarea', {required: true, rows: 4, spellcheck: 'false'});
  return h('div', {class: 'grid'},
    form('Follow a device', 'Follow', [field('Device', device), field('Which messages', howLong)], async () => {
      await api.post('/bactrian/follow', {device: device.value.trim(), ...howLong.value ? {seconds: Number(howLong.value)} : {}});
      await refresh();
    }),
    form('Follow by id', 'Follow', [field('Id of a message that is still to come', id)], async () => {
      await api.post('/bactrian/follow', {id: id.value.trim()});
      await refresh();
    }),
    form('Send a message', 'Send and follow', [
      h('p', {class: 'muted'}, 'It counts as a message of this device: it enters the device’s window, and may become a sample.'),
      field('As device', sender), field('Payload', payload)], async () => {
      const sent = await api.post('/bactrian/follow/publish', {device: sender.value.trim(), payload: payload.value});
      if (sent.trail) {
        location.hash = `#/follow/${sent.trail}`;
      }
    }));
}

function requestLine(request) {
  const who = request.device === undefined ? `messages with id ${request.id}` : `device ${request.device}`;
  return h('li', {}, `Waits for ${who}: ${request.messages === 1 ? 'one message' : `at most ${request.messages} messages`}, until ${
    new Date(request.until).toLocaleTimeString()}`);
}

function trailLine(trail) {
  const link = h('a', {href: `#/follow/${trail.trail}`});
  const state = h('span', {});
  const time = h('span', {class: 'muted'});
  return {
    element: h('li', {class: 'trail-line'}, link, state, time),
    show(now) {
      text(link, `${now.device}${now.id ? ` · ${now.id}` : ''}`);
      showState(state, now);
      text(time, `${ago(now.received)}, last step after ${micros(now.micros ?? 0)}`);
    },
  };
}

/** Lines that are filled again, and not made again, so that the one with the focus keeps it. */
function trailList(list) {
  const lines = new Map();
  return (trails) => {
    const there = new Set(trails.map((trail) => trail.trail));
    for (const [key, line] of lines) {
      if (!there.has(key)) {
        line.element.remove();
        lines.delete(key);
      }
    }
    let above = null;
    for (const trail of trails) {
      let line = lines.get(trail.trail);
      if (!line) {
        line = trailLine(trail);
        lines.set(trail.trail, line);
        if (above) {
          above.after(line.element);
        } else {
          list.prepend(line.element);
        }
      }
      line.show(trail);
      above = line.element;
    }
  };
}

function openList(root, api) {
  const problem = h('p', {class: 'bad', role: 'alert'});
  const requests = h('ul', {'aria-live': 'polite'});
  const trails = h('ul', {class: 'trail-list'});
  const showTrails = trailList(trails);
  let shown = '';
  const empty = h('p', {class: 'muted'}, 'None yet. Ask for a device above: its next message is followed while the service runs on as it is.');

  function show(all) {
    text(problem, '');
    const asked = JSON.stringify(all.requests);
    if (asked !== shown) {
      requests.replaceChildren(...all.requests.map(requestLine));
      shown = asked;
    }
    showTrails(all.trails);
    empty.hidden = all.trails.length > 0;
  }

  async function refresh() {
    show(await api.get('/bactrian/follow'));
  }

  root.append(h('h1', {}, 'Follow a message'), forms(api, refresh), problem, requests, h('h2', {}, 'Followed messages, newest first'),
    empty, trails);
  return begin(api, refresh, show, problem);
}

/** What is there now, then each change. */
function begin(api, refresh, changed, problem) {
  let closed = false;
  let end = () => {};
  const failed = (failure) => text(problem, failure.status === 404
    ? 'Following messages needs a token, as it shows what devices send: set bactrian.api.token.'
    : failure.message);
  refresh().then(() => {
    if (!closed) {
      end = api.live('/bactrian/follow/live', changed, failed);
    }
  }, failed);
  return () => {
    closed = true;
    end();
  };
}

function channels(all) {
  return h('table', {class: 'trail-channels'}, h('caption', {}, 'Channels before and after calibration'),
    h('thead', {}, h('tr', {}, ['Channel', 'as sent', 'as the model gets it'].map((title, at) =>
      h('th', {scope: 'col', class: at ? 'number' : null}, title)))),
    h('tbody', {}, all.map((channel) => h('tr', {}, h('th', {scope: 'row'}, channel.name),
      [channel.sent, channel.used].map((value) => h('td', {class: 'number'}, typeof value === 'string' ? value : exact(value)))))));
}

function exact(value) {
  return value === undefined ? '–' : String(Number(value.toPrecision(7)));
}

function more(step) {
  const details = step.details;
  const parts = [];
  if (details.channels?.length) {
    parts.push(channels(details.channels), details.width > details.channels.length
      ? h('p', {class: 'muted'}, `and ${details.width - details.channels.length} more`)
      : null);
  }
  if (details.with?.length) {
    parts.push(h('p', {}, `Together with ${details.with.join(', ')}${
      details.batch - 1 > details.with.length ? ` and ${details.batch - 1 - details.with.length} more` : ''}`));
  }
  if (details.payload !== undefined || details.payloadHex !== undefined) {
    parts.push(h('pre', {tabindex: 0}, details.payload ?? details.payloadHex));
  }
  return parts.length ? h('details', {}, h('summary', {}, 'Details'), parts) : null;
}

function stepLine(step, before) {
  const [title, words] = (STEPS[step.step] ?? (() => [step.step, '']))(step.details);
  const kind = REFUSED.has(step.step) ? 'bad' : WAITING.has(step.step) ? 'warn' : 'good';
  return h('li', {class: `trail-step ${kind}`, 'data-step': step.step},
    h('div', {class: 'trail-time number'}, micros(step.micros), before === null ? null : h('span', {class: 'muted'}, `+${micros(Math.max(0, step.micros - before))}`)),
    h('div', {class: 'trail-what'}, h('h2', {}, title), h('p', {}, words), more(step), h('p', {class: 'muted'}, `Thread ${step.thread}`)));
}

function openTrail(root, api, key) {
  const problem = h('p', {class: 'bad', role: 'alert'});
  const title = h('h1', {}, 'A message’s way');
  const state = h('span', {role: 'status'});
  const received = h('span', {class: 'muted'});
  const steps = h('ol', {class: 'trail-steps'});
  let shown = null;

  async function refresh() {
    const trail = await api.get(`/bactrian/follow/${encodeURIComponent(key)}`);
    text(title, `${trail.device}${trail.id ? ` · ${trail.id}` : ''}`);
    showState(state, trail);
    text(received, ` · received ${new Date(trail.received).toLocaleString()}`);
    const known = steps.children.length;
    trail.steps.forEach((step, at) => {
      if (at >= known) {
        steps.append(stepLine(step, at ? trail.steps[at - 1].micros : null));
      }
    });
    shown = `${trail.last} ${trail.open}`;
  }

  function changed(all) {
    const now = all.trails.find((trail) => trail.trail === key);
    if (now && `${now.last} ${now.open}` !== shown) {
      refresh().catch((failure) => text(problem, failure.message));
    }
  }

  root.append(h('p', {}, h('a', {href: '#/follow'}, 'All followed messages')), title, h('p', {}, state, received), problem, steps);
  return begin(api, refresh, changed, problem);
}

export const view = {
  name: 'follow',
  title: 'Follow',
  roles: ['edge'],
  open(root, {api, path}) {
    return path.length ? openTrail(root, api, path[0]) : openList(root, api);
  },
};
