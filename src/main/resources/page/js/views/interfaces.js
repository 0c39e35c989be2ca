/** What devices send and get, and what others may read and call: the served AsyncAPI and OpenAPI documents. */
import {h, text} from '../dom.js';
import {fields, resolve} from '../schema.js';

const YAML = '/webjars/js-yaml/4.1.0/dist/js-yaml.min.js';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PROTOCOLS = {mqtt5: "MQTT, at the node's broker", kafka: 'Kafka'};
const FEW = 5;

function example(payload) {
  const members = typeof payload === 'object'
    ? Object.entries(payload).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n')
    : null;
  return h('pre', {class: 'example'}, members === null ? payload : `{\n${members}\n}`);
}

/** What an entry says, by its element. */
const said = new WeakMap();

/** An entry whose content is put in the page when it is opened; all that it says is searched. */
function entry(summary, ...content) {
  const inside = h('div', {}, content);
  const element = h('details', {class: 'panel interface', ontoggle: () => element.open && element.append(inside)},
    h('summary', {}, summary));
  said.set(element, `${element.textContent} ${inside.textContent}`.toLowerCase());
  return element;
}

function message(document, reference) {
  const known = resolve(document, reference);
  const type = known.contentType ?? document.defaultContentType;
  return h('section', {class: 'channel'}, h('h4', {}, known.summary ?? 'Message'), h('p', {class: 'muted'}, type),
    known.payload ? fields(document, known.payload, 'Payload') : null,
    (known.examples ?? []).map(({payload}) => [h('p', {class: 'first'}, 'For example:'), example(payload)]),
    known.bindings?.kafka?.key ? h('p', {}, `Key: ${known.bindings.kafka.key.description}`) : null,
    known.headers ? fields(document, known.headers, known.bindings ? 'Headers' : 'Properties of MQTT 5') : null);
}

function channel(document, name, known) {
  const operations = Object.values(document.operations).filter((operation) => operation.channel.$ref === `#/channels/${name}`);
  const key = known['x-configuration'];
  return entry([h('code', {}, known.address), h('span', {class: 'direction'}, `${known['x-sent-by']} → ${known['x-read-by']}`)],
    known.description ? h('p', {}, `${known.description}.`) : null,
    operations.filter((operation) => operation.summary).map((operation) => h('p', {}, `${operation.summary}.`)),
    key ? h('p', {}, 'This is the name by default; ', h('code', {}, key), ' changes it.') : null,
    known.parameters ? fields(document, {properties: Object.fromEntries(Object.entries(known.parameters)
      .map(([parameter, known]) => [parameter, {type: 'string', ...resolve(document, known)}]))}, 'In the name') : null,
    Object.values(known.messages).map((reference) => message(document, reference)));
}

function topics(document) {
  return Object.entries(document.servers).map(([server, {protocol}]) => h('section', {},
    h('h3', {}, PROTOCOLS[protocol] ?? protocol), Object.entries(document.channels)
      .filter(([, known]) => known.servers.some((one) => one.$ref === `#/servers/${server}`))
      .map(([name, known]) => channel(document, name, known))));
}

function content(document, all, caption) {
  return Object.entries(all ?? {}).map(([type, {schema, example: given}]) => [
    schema ? fields(document, schema, `${caption}, ${type}`) : h('p', {}, `${caption}: ${type}`), given ? example(given) : null]);
}

function parameters(document, all) {
  const known = all.map((one) => resolve(document, one));
  return known.length ? fields(document, {
    properties: Object.fromEntries(known.map((one) => [one.name, {...resolve(document, one.schema),
      description: `in the ${one.in}${one.description ? `: ${one.description}` : ''}`}])),
    required: known.filter((one) => one.required).map((one) => one.name),
  }, 'Parameters') : null;
}

function call(document, path, method, operation, shared) {
  const security = operation.security ?? document.security ?? [];
  const body = operation.requestBody ? resolve(document, operation.requestBody) : null;
  return entry([h('span', {class: 'badge'}, method.toUpperCase()), ' ', h('code', {}, path),
    h('span', {class: 'direction'}, operation.summary ?? '')],
  operation.description ? h('p', {}, operation.description) : null,
  h('p', {class: 'muted'}, security.some((one) => Object.keys(one).length) ? 'Takes a token: Authorization: Bearer TOKEN.' : 'Needs no token.'),
  parameters(document, [...shared, ...operation.parameters ?? []]), body ? content(document, body.content, 'Body') : null,
  Object.entries(operation.responses).map(([status, reference]) => {
    const response = resolve(document, reference);
    return [h('p', {class: 'response'}, h('strong', {}, status), ` ${response.description ?? ''}`),
      status < 300 ? content(document, response.content, 'Answer') : null];
  }));
}

function calls(document) {
  return Object.entries(document.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method])
    .map((method) => call(document, path, method, item[method], item.parameters ?? [])));
}

function draw({path, document, failure}) {
  if (failure) {
    return h('p', {class: 'bad'}, `${path}: ${failure.message}`);
  }
  return h('section', {class: 'document'}, h('h2', {}, document.asyncapi ? 'Topics' : `HTTP: ${document.info.title}`),
    h('p', {}, document.info.description), h('p', {}, h('a', {href: path}, `The document: ${path}`)),
    document.asyncapi ? topics(document) : calls(document));
}

/** Shows what has all the words in it; few are opened. */
function filter(root, words, status) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = [...root.querySelectorAll('.interface')];
  const found = entries.filter((one) => {
    one.hidden = !wanted.every((word) => said.get(one).includes(word));
    return !one.hidden;
  });
  found.forEach((one) => {
    one.open = wanted.length > 0 && found.length <= FEW;
  });
  root.querySelectorAll('section:has(.interface)').forEach((section) => {
    section.hidden = !section.querySelector('.interface:not([hidden])');
  });
  text(status, wanted.length ? `${found.length} of ${entries.length}` : `${entries.length} topics and calls`);
}

export const view = {
  name: 'interfaces',
  title: 'Interfaces',
  open(root, {api, path: [words = '']}) {
    const status = h('p', {role: 'status'}, 'Loading…');
    const problem = h('p', {class: 'bad', role: 'alert'});
    const body = h('div', {class: 'stack'});
    const search = h('input', {type: 'search', id: 'interface-search', autocomplete: 'off', value: words,
      oninput: () => filter(body, search.value, status)});
    root.append(h('h1', {}, 'Interfaces'), h('div', {class: 'search'},
      h('label', {for: 'interface-search'}, 'Search topics, calls and fields'), search), status, problem, body);
    let closed = false;

    async function load() {
      const [{documents}] = await Promise.all([api.get('/bactrian/page'), import(YAML)]);
      const all = await Promise.all(documents.map((path) => api.plain(path)
        .then((yaml) => ({path, document: globalThis.jsyaml.load(yaml)})).catch((failure) => ({path, failure}))));
      if (!closed) {
        all.sort((a, b) => Boolean(b.document?.asyncapi) - Boolean(a.document?.asyncapi));
        body.replaceChildren(...all.map(draw));
        filter(body, search.value, status);
      }
    }

    load().catch((failure) => {
      text(status, '');
      text(problem, failure.message);
    });
    return () => {
      closed = true;
    };
  },
};
