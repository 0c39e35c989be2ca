/** JSON Schema, as AsyncAPI and OpenAPI have it, as a table of fields. */
import {h} from './dom.js';

const TYPES = {string: 'text', integer: 'whole number', boolean: 'true or false', array: 'list', null: 'null'};
const FORMATS = {'date-time': 'time, RFC 3339', uri: 'URI', 'uri-reference': 'URI', binary: 'bytes', byte: 'bytes, base64'};
const DEEPEST = 6;

/** What a reference leads to, with what stands beside it; all parts of allOf in one. */
export function resolve(document, schema) {
  let known = schema ?? {};
  for (let hops = 0; known.$ref && hops < DEEPEST; hops++) {
    const {$ref, ...beside} = known;
    const target = $ref.split('/').slice(1).reduce((at, name) => at?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);
    known = {...target, ...beside};
  }
  if (!known.allOf) {
    return known;
  }
  const {allOf, ...own} = known;
  return [...allOf.map((part) => resolve(document, part)), own].reduce((whole, part) => ({...whole, ...part,
    properties: {...whole.properties, ...merged(whole.properties, part.properties)},
    required: [...whole.required ?? [], ...part.required ?? []]}), {});
}

function merged(one = {}, other = {}) {
  return Object.fromEntries(Object.entries(other).map(([name, schema]) => [name, {...one[name], ...schema}]));
}

/** The forms that a value may have. */
function forms(document, schema) {
  const known = resolve(document, schema);
  const choices = [...known.oneOf ?? [], ...known.anyOf ?? []];
  return known.properties || !choices.some((choice) => choice.$ref || choice.type)
    ? [known]
    : choices.flatMap((choice) => forms(document, choice));
}

function bounds(schema, least, most, unit) {
  const [from, to] = [schema[least], schema[most]];
  if (from === undefined && to === undefined) {
    return null;
  }
  const range = from === undefined ? `at most ${to}` : to === undefined ? `at least ${from}` : `${from} to ${to}`;
  return unit ? `${range} ${unit}` : range;
}

function typeOf(document, schema) {
  return [...new Set(forms(document, schema).map((form) => {
    if (form.const !== undefined) {
      return `always ${form.const}`;
    }
    if (form.enum) {
      return `one of ${form.enum.join(', ')}`;
    }
    const types = [form.type ?? (form.properties ? 'object' : 'any')].flat();
    const named = types.map((type) => type === 'array' && form.items
      ? `list of ${typeOf(document, form.items)}`
      : FORMATS[form.format] ?? TYPES[type] ?? type).join(' or ');
    return [named, bounds(form, 'minimum', 'maximum'), bounds(form, 'minLength', 'maxLength', 'characters'),
      bounds(form, 'minItems', 'maxItems', 'entries')].filter(Boolean).join(', ');
  }))].join(' or ');
}

function rows(document, schema, prefix, depth) {
  return depth > DEEPEST ? [] : forms(document, schema).flatMap((form) => [
    ...Object.entries(form.properties ?? {}).flatMap(([name, inner]) =>
      row(document, prefix + name, inner, (form.required ?? []).includes(name), depth)),
    ...typeof form.additionalProperties === 'object' && prefix
      ? rows(document, form.additionalProperties, `${prefix}NAME.`, depth + 1)
      : [],
    ...form.items ? rows(document, form.items, prefix ? `${prefix.slice(0, -1)}[].` : '', depth + 1) : [],
  ]);
}

function row(document, name, schema, required, depth) {
  const known = resolve(document, schema);
  return [{name, required, type: typeOf(document, schema), unit: known['x-unit'],
    meaning: known.description ?? forms(document, schema)[0].description ?? ''},
  ...rows(document, schema, `${name}.`, depth + 1)];
}

/** The fields of a value, those of fields inside it after them; null where it has none. */
export function fields(document, schema, caption) {
  const seen = new Map();
  rows(document, schema, '', 0).forEach((field) => seen.set(field.name, seen.get(field.name) ?? field));
  if (seen.size === 0) {
    const known = resolve(document, schema);
    return known.type || known.enum ? h('p', {}, `${caption}: ${typeOf(document, known)}. ${known.description ?? ''}`) : null;
  }
  return h('table', {class: 'fields'}, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ['Field', 'Type and unit', 'Meaning'].map((title) => h('th', {scope: 'col'}, title)))),
    h('tbody', {}, [...seen.values()].map((field) => h('tr', {},
      h('th', {scope: 'row'}, h('code', {}, field.name), field.required ? h('span', {class: 'muted'}, ' required') : null),
      h('td', {}, field.type, field.unit ? h('span', {class: 'unit'}, field.unit) : null), h('td', {}, field.meaning)))));
}
