/** The frame around the views: which there are, which is open, light or dark, and whether the service is there. */
import * as api from './api.js';
import {h, text} from './dom.js';
import {view as cloud} from './views/cloud.js';
import {view as devices} from './views/devices.js';
import {view as drift} from './views/drift.js';
import {view as flow} from './views/flow.js';
import {view as follow} from './views/follow.js';
import {view as interfaces} from './views/interfaces.js';
import {view as letters} from './views/letters.js';
import {view as models} from './views/models.js';
import {view as spool} from './views/spool.js';

/** A view has name, title, open(root, context), and roles where it is not for all. The first is open at the start. */
const ALL = [flow, devices, follow, models, spool, drift, letters, cloud, interfaces];

const THEME = 'bactrian-theme';
const RETRY = 3000;
const main = document.getElementById('main');
let views = [];
let role = null;
let close = null;

function named(name) {
  return views.find((view) => view.name === name) ?? views[0];
}

function route() {
  const [name, ...path] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  const view = named(name);
  close?.();
  close = null;
  main.replaceChildren();
  document.title = `${view.title} · Bactrian`;
  for (const link of document.querySelectorAll('#views a')) {
    if (link.dataset.view === view.name) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  close = view.open(main, {api, path: path.filter(Boolean), role});
}

function navigation() {
  views = ALL.filter((view) => !view.roles || view.roles.includes(role));
  document.getElementById('views').replaceChildren(...views.map((view) =>
    h('a', {href: `#/${view.name}`, 'data-view': view.name}, view.title)));
  text(document.getElementById('role'), role === 'cloud' ? 'cloud' : 'edge');
}

function theme() {
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const chosen = localStorage.getItem(THEME);
    if (chosen) {
      document.documentElement.dataset.theme = chosen;
    }
    const dark = chosen ? chosen === 'dark' : system.matches;
    text(button, dark ? 'Light' : 'Dark');
    button.setAttribute('aria-label', dark ? 'Light colours' : 'Dark colours');
  };
  button.addEventListener('click', () => {
    localStorage.setItem(THEME, button.textContent.toLowerCase());
    show();
  });
  system.addEventListener('change', show);
  show();
}

function away(isThere) {
  const line = document.getElementById('away');
  text(line, isThere ? '' : 'The service does not answer. What you see is what was last known; the page tries again by itself.');
  line.classList.toggle('shown', !isThere);
}

async function start() {
  try {
    role = (await api.get('/bactrian/page')).role;
  } catch (failure) {
    text(main, failure.status
      ? 'The service is starting.'
      : 'The service does not answer yet.');
    setTimeout(start, RETRY);
    return;
  }
  navigation();
  window.addEventListener('hashchange', () => {
    route();
    main.focus({preventScroll: true});
  });
  route();
}

document.getElementById('skip').addEventListener('click', (clicked) => {
  clicked.preventDefault();
  main.focus();
});
api.onReachable(away);
theme();
start();
