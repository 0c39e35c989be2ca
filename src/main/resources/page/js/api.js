/** Calls of the service, with the token where it asks for one. */
import {h} from './dom.js';

const TOKEN = 'bactrian-token';
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

const watchers = new Set();
let there = true;
let asking = null;

/** Calls back when the service goes away or is there again: on(isThere). */
export function onReachable(on) {
  watchers.add(on);
}

function reachable(now) {
  if (now !== there) {
    there = now;
    watchers.forEach((on) => on(now));
  }
}

/** A dialog that is shown once at a time, whoever asks. */
function askToken(wrong) {
  asking ??= new Promise((resolve, reject) => {
    const field = h('input', {type: 'password', id: 'token', autocomplete: 'current-password', required: true});
    const dialog = h('dialog', {'aria-labelledby': 'token-title'},
      h('form', {method: 'dialog', onsubmit: () => {
        sessionStorage.setItem(TOKEN, field.value.trim());
        resolve();
      }},
      h('h2', {id: 'token-title'}, 'Token'),
      h('p', {}, 'This service asks for the token of bactrian.api.token. It is kept until this tab is closed.'),
      h('p', {class: 'bad', role: 'alert'}, wrong ? 'That token is not right.' : ''),
      h('label', {for: 'token'}, 'Token'), field,
      h('div', {class: 'buttons'},
        h('button', {type: 'button', class: 'quiet', onclick: () => dialog.close()}, 'Cancel'),
        h('button', {type: 'submit'}, 'Use it'))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      asking = null;
      reject(new Error('A token is needed. Load the page again to enter it.'));
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

/** The response, whatever its status but 401. */
async function call(path, options = {}) {
  for (;;) {
    const token = sessionStorage.getItem(TOKEN);
    let response;
    try {
      response = await fetch(path, {...options, cache: 'no-store', headers: {
        ...options.headers,
        ...(token ? {Authorization: `Bearer ${token}`} : {}),
      }});
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        reachable(false);
      }
      throw failure;
    }
    reachable(true);
    if (response.status !== 401) {
      return response;
    }
    if (token === sessionStorage.getItem(TOKEN)) {
      await askToken(token !== null);
    }
  }
}

async function problem(response) {
  const body = await response.text();
  let said = body;
  try {
    said = JSON.parse(body).error ?? body;
  } catch {
    // not JSON: the text itself says it
  }
  const error = new Error(said || `the service answered ${response.status}`);
  error.status = response.status;
  return error;
}

async function json(path, options) {
  const response = await call(path, options);
  if (!response.ok) {
    throw await problem(response);
  }
  const body = await response.text();
  return body === '' ? null : JSON.parse(body);
}

/** GET, the answer read as JSON. Throws an Error with the service's own text, and its status. */
export function get(path) {
  return json(path, {headers: {Accept: 'application/json'}});
}

/** GET, the answer as a text. */
export async function plain(path) {
  const response = await call(path);
  if (!response.ok) {
    throw await problem(response);
  }
  return response.text();
}

function sending(method) {
  return (path, body) => json(path, {method, ...(body === undefined
    ? {}
    : {body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}})});
}

export const post = sending('POST');
export const put = sending('PUT');

async function follow(path, on, signal, begun) {
  const response = await call(path, {signal, headers: {Accept: 'text/event-stream'}});
  if (!response.ok) {
    throw await problem(response);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    begun();
    const frames = (rest + value).split('\n\n');
    rest = frames.pop();
    frames.forEach((frame) => event(frame, on));
  }
}

function event(frame, on) {
  let name = 'message';
  const data = [];
  for (const line of frame.split('\n')) {
    if (line.startsWith('event:')) {
      name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice(5).trimStart());
    }
  }
  if (data.length) {
    on(JSON.parse(data.join('\n')), name);
  }
}

/**
 * Follows server-sent events: on(data, event) for each, with its data read as JSON. Begins again when the stream ends; does nothing
 * while the page is not seen. failed(error) is told why a stream could not begin. Returns a function that ends it.
 */
export function live(path, on, failed = () => {}) {
  let ended = false;
  let abort = null;
  let timer = null;
  let wait = FIRST_WAIT;

  async function run() {
    timer = null;
    if (ended || document.hidden || abort) {
      return;
    }
    const own = new AbortController();
    abort = own;
    try {
      await follow(path, on, own.signal, () => {
        wait = FIRST_WAIT;
      });
    } catch (failure) {
      if (!own.signal.aborted) {
        if (failure.status) {
          failed(failure);
        } else {
          reachable(false);
        }
      }
    }
    if (abort === own) {
      abort = null;
      again();
    }
  }

  function again() {
    if (!ended && timer === null) {
      timer = setTimeout(run, wait);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }

  function pause() {
    clearTimeout(timer);
    timer = null;
    const own = abort;
    abort = null;
    own?.abort();
  }

  function seen() {
    pause();
    if (!document.hidden) {
      wait = FIRST_WAIT;
      run();
    }
  }

  document.addEventListener('visibilitychange', seen);
  run();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', seen);
    pause();
  };
}
