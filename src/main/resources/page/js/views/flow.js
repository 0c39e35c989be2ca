/** The running routes, what they are attached to, and their figures. */
import {duration, h, number, text} from '../dom.js';

const STATES = {broker: ['there', 'away'], kafka: ['there', 'away']};
const REQUESTS = new Set(['rest', 'platform-http', 'rest-api']);
/** By name, what is said of a route, and in short of its steps. */
const FIGURES = [['rate', 'messages/s', 'per s'], ['errors', 'errors/s', 'errors'], ['inFlight', 'in progress', 'now'],
  ['p50', 'half within', 'half'], ['p99', '99 % within', '99 %']];

function arrow() {
  return h('svg', {class: 'flow-arrow', viewBox: '0 0 32 20', 'aria-hidden': 'true'},
    h('path', {d: 'M2 10 H28 M20 3 L29 10 L20 17'}));
}

/** Places on the page that are filled again with each event, by what they show. */
class Places {
  constructor() {
    this.parts = new Map();
    this.routes = new Map();
    this.steps = new Map();
  }

  part(name, element) {
    this.parts.set(name, [...this.parts.get(name) ?? [], element]);
    return element;
  }

  route(id, element) {
    this.routes.set(id, [...this.routes.get(id) ?? [], element]);
    return element;
  }
}

function figures(unknown) {
  const list = h('dl', {class: 'figures'});
  const values = new Map();
  for (const [key, label] of FIGURES) {
    const value = h('dd', {}, unknown);
    values.set(key, value);
    list.append(h('div', {}, h('dt', {}, label), value));
  }
  return {list, values};
}

function forHow(since) {
  return duration(Math.max(1000, Date.now() - Date.parse(since)));
}

function partBox(part, places) {
  const state = h('p', {class: 'state'});
  const why = h('p', {class: 'why'});
  const detail = h('p', {class: 'muted detail'});
  const box = h('div', {class: 'flow-part', 'data-part': part.name}, h('strong', {}, part.title), state, why, detail);
  places.part(part.name, {box, state, why, detail});
  return box;
}

function showPart(part, {box, state, why, detail}) {
  box.classList.toggle('up', part.up);
  box.classList.toggle('down', !part.up);
  state.className = `state ${part.up ? 'good' : 'bad'}`;
  text(state, `${part.up ? '✓' : '✗'} ${STATES[part.kind]?.[part.up ? 0 : 1] ?? (part.up ? 'in order' : 'in trouble')}, for ${forHow(part.since)}`);
  state.title = part.since ?? '';
  text(why, part.why ?? '');
  why.className = `why ${part.up ? 'muted' : 'bad'}`;
  text(detail, part.detail ?? '');
}

function routeBox(route, flow, places, drawn, level) {
  drawn.add(route.id);
  const shown = figures('–');
  const trouble = h('p', {class: 'bad'});
  const box = h('section', {class: 'panel flow-route', 'data-route': route.id, id: `route-${route.id}`, 'aria-label': `Route ${route.id}`},
    h('h3', {}, route.id), level === 0 && route.part ? h('p', {}, `from ${route.from}`) : null,
    route.description ? h('p', {class: 'muted'}, route.description) : null, trouble, shown.list,
    h('p', {class: 'flow-step-line flow-step-head muted', 'aria-hidden': 'true'}, h('span', {}, 'Steps'),
      FIGURES.map(([, label, short]) => h('span', {class: 'number', title: label}, short))),
    h('ol', {class: 'flow-steps'}, route.steps.map((step) => stepLine(step, route, flow, places, drawn, level))));
  places.route(route.id, {box, trouble, values: shown.values});
  return box;
}

function stepLine(step, route, flow, places, drawn, level) {
  const shown = figures('');
  const said = h('span', {}, step.text);
  const line = h('li', {class: 'flow-step'}, h('div', {class: 'flow-step-line'}, said, shown.list));
  if (step.id) {
    places.steps.set(step.id, {route: route.id, values: shown.values});
  }
  line.style.marginLeft = `${Math.min(step.depth, 4) * .8}rem`;
  const called = step.route ? flow.routes.find((route) => route.id === step.route) : null;
  if (called && !drawn.has(called.id)) {
    line.append(routeBox(called, flow, places, drawn, level + 1));
  } else if (called) {
    said.append(' ', h('a', {href: '#/flow', onclick: (clicked) => {
      clicked.preventDefault();
      show(called.id);
    }}, `shown above: ${called.id}`));
  }
  return line;
}

function show(id) {
  const box = document.getElementById(`route-${id}`);
  box.closest('details')?.setAttribute('open', '');
  box.tabIndex = -1;
  box.focus();
  box.scrollIntoView({block: 'center'});
}

/** What a route and those that it calls are attached to. */
function reached(route, flow, seen = new Set()) {
  if (seen.has(route.id)) {
    return [];
  }
  seen.add(route.id);
  return route.steps.flatMap((step) => {
    const called = step.route ? flow.routes.find((other) => other.id === step.route) : null;
    return [...step.part ? [step.part] : [], ...called ? reached(called, flow, seen) : []];
  });
}

function partsNamed(names, flow) {
  const wanted = new Set(names);
  return flow.parts.filter((part) => wanted.has(part.name) || wanted.has(part.kind));
}

function lane(route, flow, places, drawn) {
  const from = partsNamed([route.part], flow);
  const to = partsNamed(reached(route, flow), flow).filter((part) => !from.includes(part));
  return h('div', {class: 'flow-lane'},
    h('div', {class: 'flow-parts'}, from.length
      ? from.map((part) => partBox(part, places))
      : h('div', {class: 'flow-part'}, h('strong', {}, route.from))),
    arrow(), routeBox(route, flow, places, drawn, 0), to.length ? arrow() : h('span'),
    h('div', {class: 'flow-parts'}, to.map((part) => partBox(part, places))));
}

function draw(flow, places) {
  const drawn = new Set();
  const starts = flow.routes.filter((route) => !route.called);
  const messages = starts.filter((route) => !REQUESTS.has(route.scheme));
  messages.sort((a, b) => (b.part === 'broker') - (a.part === 'broker'));
  const requests = starts.filter((route) => REQUESTS.has(route.scheme));
  const lanes = messages.map((route) => lane(route, flow, places, drawn));
  const others = requests.map((route) => h('li', {}, routeBox(route, flow, places, drawn, 1)));
  const rest = flow.routes.filter((route) => !drawn.has(route.id));
  return [lanes,
    others.length ? h('details', {}, h('summary', {}, `Requests over HTTP: ${others.length} routes`), h('ul', {class: 'grid'}, others)) : null,
    rest.length ? h('details', {}, h('summary', {}, `Called by the service itself: ${rest.length} routes`),
      h('ul', {class: 'grid'}, rest.filter((route) => !drawn.has(route.id))
        .map((route) => h('li', {}, routeBox(route, flow, places, drawn, 1))))) : null];
}

/** Counts become rates between one event and the next. */
function perSecond(now, before, key, seconds) {
  return before && seconds > 0 ? Math.max(0, now[key] - before[key]) / seconds : null;
}

function showFigures(values, now, before, seconds) {
  text(values.get('rate'), number(perSecond(now, before, 'count', seconds)));
  const errors = perSecond(now, before, 'errors', seconds);
  text(values.get('errors'), number(errors));
  values.get('errors').classList.toggle('bad', errors > 0);
  text(values.get('inFlight'), number(now.inFlight));
  text(values.get('p50'), duration(now.p50));
  text(values.get('p99'), duration(now.p99));
}

function showRoutes(event, before, places) {
  const seconds = before ? (event.time - before.time) / 1000 : 0;
  for (const [id, all] of places.routes) {
    const route = event.routes[id];
    for (const {box, trouble, values} of all) {
      const stopped = event.stopped[id];
      box.classList.toggle('problem', Boolean(stopped));
      text(trouble, stopped ? `✗ does not run: ${stopped}` : '');
      if (route) {
        showFigures(values, route, before?.routes[id], seconds);
      }
    }
  }
  for (const [id, {route, values}] of places.steps) {
    const step = event.routes[route]?.steps?.[id];
    if (step) {
      showFigures(values, step, before?.routes[route]?.steps?.[id], seconds);
    }
  }
}

function showParts(parts, places, summary) {
  for (const part of parts) {
    (places.parts.get(part.name) ?? []).forEach((place) => showPart(part, place));
  }
  const away = parts.filter((part) => !part.up);
  text(summary, away.length ? `Away or in trouble: ${away.map((part) => part.title).join(', ')}.` : 'All is there.');
  summary.className = away.length ? 'bad' : 'good';
}

export const view = {
  name: 'flow',
  title: 'Flow',
  open(root, {api}) {
    const summary = h('p', {role: 'status'}, 'Loading…');
    const problem = h('p', {class: 'bad', role: 'alert'});
    const parts = h('div', {class: 'grid', 'aria-label': 'What the service is attached to', role: 'group'});
    const body = h('div', {});
    root.append(h('h1', {}, 'Flow'), summary, problem, parts, h('h2', {}, 'Routes'), body);
    let places = new Places();
    let revision = null;
    let before = null;
    let closed = false;

    async function load() {
      try {
        const flow = await api.get('/bactrian/flow');
        if (closed) {
          return;
        }
        places = new Places();
        revision = flow.revision;
        before = null;
        parts.replaceChildren(...flow.parts.map((part) => partBox(part, places)));
        body.replaceChildren(...draw(flow, places).flat().filter(Boolean));
        showParts(flow.parts, places, summary);
        text(problem, '');
      } catch (failure) {
        text(summary, '');
        text(problem, failure.message);
      }
    }

    function show(event) {
      if (event.revision !== revision) {
        load();
        revision = event.revision;
        return;
      }
      text(problem, '');
      showParts(event.parts, places, summary);
      showRoutes(event, before, places);
      before = event;
    }

    let end = () => {};
    load().then(() => {
      if (!closed) {
        end = api.live('/bactrian/flow/live', show, (failure) => text(problem, failure.message));
      }
    });
    return () => {
      closed = true;
      end();
    };
  },
};
