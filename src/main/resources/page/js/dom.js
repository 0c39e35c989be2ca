/** What views are made of. Text from outside becomes text, never markup. */

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'line', 'rect', 'circle', 'g', 'text', 'title', 'polyline']);

/** An element. Attributes that are functions are listeners: onclick; null, undefined and false are left out. */
export function h(tag, attributes, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets an element's text where it differs, so that what is read aloud does not repeat itself. */
export function text(element, value) {
  const next = String(value);
  if (element.textContent !== next) {
    element.textContent = next;
  }
}

/** 3 digits that count, or '–' for what is not known. */
export function number(value, unit = '') {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const said = value.toLocaleString('en', {maximumFractionDigits: digits});
  return unit ? `${said} ${unit}` : said;
}

/** A length of time: milliseconds in, '12 s' or '3 h 5 min' out. */
export function duration(millis) {
  if (millis === null || millis === undefined || !Number.isFinite(millis)) {
    return '–';
  }
  if (millis < 1000) {
    return number(millis, 'ms');
  }
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} days`;
}

/** How long ago a time was; an ISO text or milliseconds. */
export function ago(time) {
  const millis = typeof time === 'string' ? Date.parse(time) : time;
  if (millis === null || millis === undefined || Number.isNaN(millis)) {
    return '–';
  }
  const since = Math.max(0, Date.now() - millis);
  return since < 1000 ? 'now' : `${duration(since)} ago`;
}

const ROW = 44;

/**
 * A table of any number of rows that draws those which are seen. A column is {title, value(row), number, wide}: value gives a text or
 * an element; columns that are wide are left out on a phone. Returns {element, update(rows)}.
 */
export function table(label, columns) {
  let rows = [];
  const space = h('div', {class: 'space', role: 'rowgroup'});
  const kind = (column) => [column.number && 'number', column.wide && 'wide'].filter(Boolean).join(' ');
  const head = h('div', {role: 'rowgroup', class: 'head'}, h('div', {role: 'row', 'aria-rowindex': 1},
    columns.map((column) => h('div', {role: 'columnheader', class: kind(column)}, column.title))));
  const box = h('div', {role: 'table', 'aria-label': label}, head, space);
  const element = h('div', {class: 'rows', tabindex: 0, role: 'region', 'aria-label': label}, box);

  function draw() {
    const first = Math.max(0, Math.floor(element.scrollTop / ROW) - 5);
    const last = Math.min(rows.length, first + Math.ceil((element.clientHeight || 600) / ROW) + 10);
    const focused = space.contains(document.activeElement) ? document.activeElement.closest('[role=row]')?.ariaRowIndex : null;
    const drawn = rows.slice(first, last).map((row, at) => {
      const line = h('div', {role: 'row', 'aria-rowindex': first + at + 2},
        columns.map((column) => h('div', {role: 'cell', class: kind(column)}, column.value(row) ?? '')));
      line.style.top = `${(first + at) * ROW}px`;
      line.style.height = `${ROW}px`;
      return line;
    });
    space.style.height = `${rows.length * ROW}px`;
    space.replaceChildren(...drawn);
    if (focused) {
      space.querySelector(`[aria-rowindex="${focused}"] :is(a, button)`)?.focus({preventScroll: true});
    }
  }

  let waiting = false;
  element.addEventListener('scroll', () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        draw();
      });
    }
  }, {passive: true});

  return {
    element,
    update(next) {
      rows = next;
      box.setAttribute('aria-rowcount', String(rows.length + 1));
      draw();
    },
  };
}
