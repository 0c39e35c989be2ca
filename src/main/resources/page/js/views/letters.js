/** Dead letters: messages that could not be answered, why, and a form that sends a corrected one again. */
import {h, number} from '../dom.js';
import {poll, said} from '../poll.js';

const EVERY = 5000;
const LIMIT = 50;
const STATES = {kept: '', 'being-sent': 'being sent again', sent: 'was sent again and answered'};

function body(letter, value) {
  return letter.base64 === undefined ? {text: value} : {base64: value.replace(/\s/g, '')};
}

/** The form of one letter. */
function form(letter, api, changed) {
  const result = h('p', {role: 'status'});
  const field = h('textarea', {id: `letter-${letter.id}`, rows: 6, spellcheck: 'false', maxlength: 4194304});
  field.value = letter.text ?? letter.base64;
  const send = h('button', {type: 'submit'}, 'Send again');
  return h('form', {class: 'stack', onsubmit: async (submitted) => {
    submitted.preventDefault();
    send.disabled = true;
    result.className = 'muted';
    result.textContent = 'on its way …';
    try {
      const answer = await api.post(`/bactrian/dead-letters/${letter.id}/again`, body(letter, field.value));
      result.className = 'good';
      result.textContent = `Answered: ${JSON.stringify(answer)}`;
      changed();
    } catch (failure) {
      result.className = 'bad';
      result.textContent = failure.status === 404 && !failure.message.includes('dead letter')
        ? 'Nothing can be sent here: set bactrian.api.token, and restart the service.'
        : `Not answered. ${failure.message}`;
      send.disabled = false;
    }
  }},
  h('label', {for: `letter-${letter.id}`}, letter.base64 === undefined ? 'The message; correct it here' : 'The message in base64'),
  letter.cut ? h('p', {class: 'bad'}, `Only the first part of its ${number(letter.bytes, 'bytes')} is here: paste all of it.`) : null,
  field, h('div', {class: 'buttons begin'}, send), result);
}

function item(letter, api, changed) {
  const room = h('div', {});
  const details = h('details', {'data-id': letter.id, ontoggle: () => {
    if (details.open && !room.firstChild) {
      room.append(letter.again ? form(letter, api, changed)
        : h('pre', {class: 'scroll', tabindex: 0}, letter.text ?? letter.base64));
    }
  }}, h('summary', {}, letter.again ? 'Look, correct and send again' : 'Look'), room);
  return h('li', {class: 'panel', 'data-id': letter.id},
    h('h2', {class: 'first'}, letter.device || 'no device', ' ', h('span', {class: 'badge'}, letter.code)),
    h('p', {}, letter.reason),
    h('p', {class: 'muted'}, h('time', {datetime: letter.at}, new Date(letter.at).toLocaleString()),
      letter.topic ? ` · ${letter.topic}` : '', ` · ${number(letter.bytes, 'bytes')}`),
    h('p', {class: 'good state'}, STATES[letter.state]), details);
}

export const view = {
  name: 'letters',
  title: 'Dead letters',
  roles: ['edge'],
  open(root, {api, path}) {
    const problem = h('p', {class: 'bad', role: 'alert'});
    const count = h('p', {class: 'muted'}, ' ');
    const list = h('ol', {class: 'stack'});
    const field = h('input', {id: 'letters-device', type: 'search', autocomplete: 'off', value: path[0] ?? ''});
    const more = h('button', {type: 'button', class: 'quiet', hidden: true, onclick: () => older()}, 'Older ones');
    const kept = new Map();
    let device = path[0] ?? '';

    root.append(h('h1', {}, 'Dead letters'),
      h('p', {}, 'Messages that got an error in place of an answer. Kafka has all of them; here are the last ones since the start.'),
      h('form', {role: 'search', class: 'line', onsubmit: (submitted) => {
        submitted.preventDefault();
        device = field.value.trim();
        kept.clear();
        list.replaceChildren();
        polling.now();
      }}, h('label', {for: 'letters-device'}, 'Device'), field, h('button', {type: 'submit', class: 'quiet'}, 'Find')),
      problem, count, list, more);

    const query = (extra) => `/bactrian/dead-letters?limit=${LIMIT}${device ? `&device=${encodeURIComponent(device)}` : ''}${extra}`;

    /** What a person has opened stays as it is. */
    function put(letters) {
      letters.forEach((letter) => {
        const there = kept.get(letter.id);
        if (there) {
          there.querySelector('.state').textContent = STATES[letter.state];
        } else {
          kept.set(letter.id, item(letter, api, () => polling.now()));
        }
      });
      [...kept.keys()].sort((a, b) => Number(BigInt(b) - BigInt(a))).forEach((id, i) => {
        if (list.children[i] !== kept.get(id)) {
          list.insertBefore(kept.get(id), list.children[i] ?? null);
        }
      });
    }

    async function older() {
      try {
        const last = list.lastElementChild?.dataset.id;
        const answer = await api.get(query(last ? `&before=${last}` : ''));
        put(answer.letters);
        more.hidden = answer.letters.length < LIMIT;
      } catch (failure) {
        said(problem, failure);
      }
    }

    const polling = poll(async () => {
      try {
        const answer = await api.get(query(''));
        const first = kept.size === 0;
        put(answer.letters);
        said(problem);
        count.textContent = answer.letters.length ? `${number(answer.count)} since the start`
          : device ? `None of the device ${device} is kept.` : 'There are none.';
        if (first) {
          more.hidden = answer.letters.length < LIMIT;
        }
      } catch (failure) {
        said(problem, failure);
      }
    }, EVERY);
    return polling.end;
  },
};
