'use strict';

// The figures and tables of the page are complete without this script: it adds choosing rules and
// metrics, values under the pointer or the arrow keys, sorting, and the theme.
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const data = JSON.parse(document.getElementById('data').textContent);
  const emphasised = new Set(data.emphasised);
  const defaults = [...emphasised];

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function make(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function draw(name, attributes, parent) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
  }

  // ---------------------------------------------------------------- numbers

  function show(form, value) {
    if (form === 'percent') return `${(100 * value).toFixed(1)} %`;
    if (value === 0) return '0';
    return String(Number(value.toPrecision(4)));
  }

  function withInterval(axis, series, i) {
    const value = show(axis.form, series.y[i]);
    return series.low[i] === null
      ? value
      : `${value} [${show(axis.form, series.low[i])}, ${show(axis.form, series.high[i])}]`;
  }

  // ---------------------------------------------------------------- rules

  function showRules() {
    for (const button of all('.legend button[data-rule]')) {
      button.setAttribute('aria-pressed', String(emphasised.has(button.dataset.rule)));
    }
    const on = new Set([...emphasised].map((rule) => data.rules[rule]));
    for (const group of all('.plot .series')) {
      const chosen = [...group.classList].some((name) => on.has(name));
      group.classList.toggle('on', chosen);
      group.classList.toggle('faint', !chosen);
      if (chosen) group.parentNode.append(group);
    }
    for (const law of all('.plot .guide.law')) {
      const owner = [...law.classList].find((name) => /^r\d+$/.test(name));
      law.classList.toggle('off', owner !== undefined && !on.has(owner));
    }
  }

  function choose(rules) {
    emphasised.clear();
    for (const rule of rules) emphasised.add(rule);
    showRules();
  }

  for (const button of all('.legend button[data-rule]')) {
    button.addEventListener('click', () => {
      const rule = button.dataset.rule;
      if (!emphasised.delete(rule)) emphasised.add(rule);
      showRules();
    });
  }
  const tools = document.querySelector('.legend .tools');
  if (tools) {
    const add = (text, action) => {
      const button = make('button', text);
      button.type = 'button';
      button.addEventListener('click', () => action(button));
      tools.append(button);
      return button;
    };
    add('all', () => choose(Object.keys(data.rules)));
    add('none', () => choose([]));
    add('default', () => choose(defaults));
    const others = add('hide others', (button) => {
      const hidden = document.body.classList.toggle('hide-others');
      button.setAttribute('aria-pressed', String(hidden));
    });
    others.setAttribute('aria-pressed', 'false');
  }

  // ---------------------------------------------------------------- figures

  function stretch(axis, value) {
    if (axis.scale === 'log') return Math.log(value);
    return axis.scale === 'sqrt' ? Math.sqrt(Math.max(0, value)) : value;
  }

  function place(axis, value) {
    const low = stretch(axis, axis.low);
    return (stretch(axis, value) - low) / (stretch(axis, axis.high) - low);
  }

  class Plot {
    constructor(element) {
      this.element = element;
      this.figure = data.figures[element.dataset.figure];
      this.svg = element.querySelector('svg');
      this.tip = make('div', undefined, 'tip');
      this.tip.setAttribute('role', 'status');
      this.tip.hidden = true;
      element.append(this.tip);
      this.cursor = null;
      this.budget = -1;
      this.series = 0;
      this.point = -1;
      element.addEventListener('pointermove', (event) => this.hover(event));
      element.addEventListener('pointerdown', (event) => this.hover(event));
      element.addEventListener('pointerleave', () => this.clear());
      element.addEventListener('blur', () => this.clear());
      element.addEventListener('keydown', (event) => this.key(event));
    }

    x(value) {
      const [left, , right] = data.box;
      return left + place(this.figure.x, value) * (right - left);
    }

    y(value) {
      const [, top, , bottom] = data.box;
      return bottom - place(this.figure.y, value) * (bottom - top);
    }

    shown() {
      const chosen = this.figure.series.filter((series) => emphasised.has(series.rule));
      return chosen.length > 0 ? chosen : this.figure.series;
    }

    budgets() {
      const budgets = new Set(this.shown().flatMap((series) => series.budget));
      return [...budgets].sort((a, b) => a - b);
    }

    hover(event) {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
        this.svg.getScreenCTM().inverse(),
      );
      if (this.figure.look === 'curve') {
        const budgets = this.budgets();
        let nearest = 0;
        budgets.forEach((budget, i) => {
          if (Math.abs(this.x(budget) - at.x) < Math.abs(this.x(budgets[nearest]) - at.x)) {
            nearest = i;
          }
        });
        this.showBudget(nearest);
      } else {
        let best = Infinity;
        this.shown().forEach((series, s) => {
          series.y.forEach((y, i) => {
            const distance = Math.hypot(this.x(series.x[i]) - at.x, this.y(y) - at.y);
            if (distance < best) {
              best = distance;
              this.series = s;
              this.point = i;
            }
          });
        });
        if (best < 60) this.showPoint();
        else this.clear();
      }
    }

    key(event) {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
      const turn = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (event.key === 'Escape') {
        this.clear();
        return;
      }
      if (step === undefined && (turn === undefined || this.figure.look === 'curve')) return;
      event.preventDefault();
      const within = (value, length) => Math.max(0, Math.min(length - 1, value));
      if (this.figure.look === 'curve') {
        this.showBudget(within(this.budget + step, this.budgets().length));
        return;
      }
      const shown = this.shown();
      if (turn !== undefined) this.series = (this.series + turn + shown.length) % shown.length;
      this.series = within(this.series, shown.length);
      this.point = within(this.point + (step ?? 0), shown[this.series].y.length);
      this.showPoint();
    }

    showBudget(index) {
      this.budget = index;
      const budget = this.budgets()[index];
      if (budget === undefined) return;
      const values = [];
      for (const series of this.shown()) {
        const i = series.budget.indexOf(budget);
        if (i >= 0) values.push({ series, i });
      }
      values.sort((a, b) => b.series.y[b.i] - a.series.y[a.i]);
      const lines = [make('div')];
      lines[0].append(make('b', `${show('percent', budget)} of p1`));
      for (const { series, i } of values) {
        lines.push(
          this.entry(series, `${withInterval(this.figure.y, series, i)}  n = ${series.n[i]}`),
        );
      }
      this.mark(
        values.map(({ series, i }) => ({ series, x: this.x(budget), y: this.y(series.y[i]) })),
        this.x(budget),
      );
      this.showTip(lines, this.x(budget));
    }

    showPoint() {
      const series = this.shown()[this.series];
      const i = this.point;
      const { x, y } = this.figure;
      const lines = [this.entry(series, '')];
      if (this.figure.look === 'path') {
        lines.push(make('div', `${show('percent', series.budget[i])} of p1`));
        lines.push(make('div', `right: ${show(x.form, series.x[i])}`));
        lines.push(make('div', `up: ${withInterval(y, series, i)}`));
      } else if (this.figure.look === 'parallel') {
        lines.push(make('div', `candidate ${series.budget[i]}`));
        series.texts.forEach((text, j) => {
          lines.push(make('div', `${x.names[Math.round(series.x[j])]}: ${text}`));
        });
      } else if (this.figure.look === 'line' || this.figure.look === 'scatter') {
        lines.push(make('div', `${x.title}: ${show(x.form, series.x[i])}`));
        lines.push(make('div', withInterval(y, series, i)));
      } else {
        const name = x.names[Math.round(series.x[i])];
        lines.push(make('div', `${name}: ${withInterval(y, series, i)}`));
      }
      lines.push(make('div', `n = ${series.n[i]}`));
      const marked = this.figure.look === 'parallel' ? [...series.x.keys()] : [i];
      this.mark(marked.map((j) => ({ series, x: this.x(series.x[j]), y: this.y(series.y[j]) })));
      this.showTip(lines, this.x(series.x[i]));
    }

    entry(series, text) {
      const line = make('div');
      const dot = make('i', undefined, data.rules[series.rule]);
      line.append(dot, make('b', series.rule), ` ${text}`);
      return line;
    }

    mark(points, line) {
      this.cursor?.remove();
      this.cursor = draw('g', { class: 'cursor' }, this.svg);
      const [, top, , bottom] = data.box;
      if (line !== undefined) {
        const path = `M${line},${top}V${bottom}`;
        draw('path', { d: path, stroke: 'currentColor', 'stroke-width': 1, opacity: 0.5 }, this.cursor);
      }
      for (const { series, x, y } of points) {
        const ring = { cx: x, cy: y, r: 6, fill: 'none', stroke: 'currentColor' };
        draw('circle', { ...ring, 'stroke-width': 2, class: data.rules[series.rule] }, this.cursor);
      }
    }

    showTip(lines, x) {
      this.tip.replaceChildren(...lines);
      this.tip.hidden = false;
      const scale = this.svg.getBoundingClientRect().width / data.width;
      const room = this.element.clientWidth - this.tip.offsetWidth;
      const right = x * scale + 14;
      const left = x * scale - 14 - this.tip.offsetWidth;
      this.tip.style.left = `${Math.max(0, right <= room || left < 0 ? Math.min(right, room) : left)}px`;
      this.tip.style.top = `${data.box[1] * scale}px`;
    }

    clear() {
      this.tip.hidden = true;
      this.cursor?.remove();
      this.cursor = null;
    }

    table() {
      const { look, x, y, series } = this.figure;
      const table = make('table');
      const head = make('tr');
      const body = make('tbody');
      const row = (cells) => {
        const line = make('tr');
        cells.forEach((cell, i) => line.append(make('td', cell, i > 0 ? 'n' : '')));
        body.append(line);
      };
      if (look === 'curve') {
        const budgets = [...new Set(series.flatMap((s) => s.budget))].sort((a, b) => a - b);
        ['share of p1', ...series.map((s) => s.rule)].forEach((text, i) =>
          head.append(make('th', text, i > 0 ? 'n' : '')),
        );
        for (const budget of budgets) {
          row([
            show('percent', budget),
            ...series.map((s) => {
              const i = s.budget.indexOf(budget);
              return i < 0 ? '' : withInterval(y, s, i);
            }),
          ]);
        }
      } else {
        const leads = {
          path: { titles: ['share of p1', x.title], of: (s, i) => [show('percent', s.budget[i]), show(x.form, s.x[i])] },
          line: { titles: [x.title], of: (s, i) => [show(x.form, s.x[i])] },
          scatter: { titles: [x.title], of: (s, i) => [show(x.form, s.x[i])] },
          points: { titles: ['panel'], of: (s, i) => [x.names[Math.round(s.x[i])]] },
          parallel: {
            titles: ['candidate', 'key', 'value'],
            of: (s, i) => [String(s.budget[i]), x.names[Math.round(s.x[i])], s.texts[i]],
          },
        }[look];
        const titles = ['rule', ...leads.titles, y.title, 'n'];
        titles.forEach((text, i) => {
          head.append(make('th', text, i > 0 ? 'n' : ''));
        });
        for (const s of series) {
          s.y.forEach((_, i) => {
            row([s.rule, ...leads.of(s, i), withInterval(y, s, i), String(s.n[i])]);
          });
        }
      }
      const top = make('thead');
      top.append(head);
      table.append(top, body);
      return table;
    }
  }

  for (const element of all('.plot')) {
    const plot = new Plot(element);
    const details = element.closest('figure').querySelector('details');
    details.addEventListener('toggle', () => {
      const target = details.querySelector('.numbers');
      if (details.open && target.childElementCount === 0) target.append(plot.table());
    });
  }

  for (const select of all('select[data-gallery]')) {
    const views = all('.view', document.getElementById(select.dataset.gallery));
    const apply = () => {
      views.forEach((view, i) => {
        view.hidden = i !== select.selectedIndex;
      });
    };
    select.addEventListener('change', apply);
    apply();
    select.closest('.toolbar').hidden = false;
  }

  // ---------------------------------------------------------------- tables

  function compare(a, b, sign) {
    const [x, y] = [a.dataset.order, b.dataset.order];
    if (x !== undefined && y !== undefined) return sign * (Number(x) - Number(y));
    if (x !== undefined || y !== undefined) return x === undefined ? 1 : -1;
    const [p, q] = [a.textContent, b.textContent];
    return p === '' || q === '' ? (p === '') - (q === '') : sign * p.localeCompare(q);
  }

  for (const table of all('table.sortable')) {
    const heads = all('thead th', table);
    heads.forEach((head, column) => {
      const button = make('button', head.textContent);
      button.type = 'button';
      button.title = 'Sort by this column';
      button.addEventListener('click', () => {
        const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
        const body = table.tBodies[0];
        const rows = [...body.rows];
        rows.sort((a, b) => compare(a.cells[column], b.cells[column], sign));
        body.append(...rows);
      });
      head.replaceChildren(button);
    });
  }

  for (const section of all('section[data-filter]')) {
    const input = make('input');
    input.type = 'search';
    input.placeholder = `filter ${section.dataset.filter}`;
    input.setAttribute('aria-label', input.placeholder);
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/);
      for (const row of all('tbody tr', section)) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
    });
    section.querySelector('h2').after(input);
  }

  // ---------------------------------------------------------------- theme

  const theme = document.getElementById('theme');
  const themes = ['auto', 'light', 'dark'];
  theme.hidden = false;
  theme.addEventListener('click', () => {
    const now = document.documentElement.dataset.theme ?? 'auto';
    const next = themes[(themes.indexOf(now) + 1) % themes.length];
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    theme.textContent = `theme: ${next}`;
  });

  showRules();
  document.documentElement.dataset.ready = 'true';
})();
