/**
 * What the JVM allocates over time, stacked by its largest requests or methods. The rest
 * is shown, too.
 */

import { arrange, byId, el, figureElement, setFigure, setText } from './dom.js';
import { rate, span, text } from './units.js';
import { LARGEST } from './colours.js';
import { StackedChart } from './chart.js';

export class Series {

	constructor(history, colours, onChoose) {
		this.history = history;
		this.colours = colours;
		this.onChoose = onChoose;
		this.kind = null;
		this.chosen = false;
		this.rows = [];
		this.items = new Map();
		this.cursor = null;
		this.chart = new StackedChart(byId('series-chart'), (index) => {
			this.cursor = index;
			this.label();
		});
		byId('series-kinds').addEventListener('change', (event) => {
			this.kind = event.target.value;
			this.chosen = true;
			this.onChoose();
		});
	}

	/**
	 * Choose what is stacked: requests where there are any that allocate, else methods.
	 */
	choose(rows) {
		if (!this.chosen) {
			this.kind = rows.some((row) => row.kind === 'request' && row.self > 0) ? 'request' : 'method';
			byId('series-kinds').querySelector(`[value=${this.kind}]`).checked = true;
		}
		return this.kind;
	}

	/**
	 * Keys of the rows with the most bytes of their own in the time that is shown; before
	 * there is a rate, since the figures began.
	 */
	largest(rows) {
		const weight = (row) => {
			const now = this.history.selfNow(row.key);
			return [Number.isNaN(now) ? 0 : now, row.self ?? 0];
		};
		return rows.filter((row) => row.kind === this.kind && row.self > 0)
			.map((row) => ({ row, weight: weight(row) }))
			.sort((one, other) => other.weight[0] - one.weight[0] || other.weight[1] - one.weight[1])
			.slice(0, LARGEST)
			.map(({ row }) => row.key);
	}

	update(rows) {
		this.rows = rows;
		const indexes = this.history.indexes();
		const times = this.history.timesOf(indexes);
		const jvm = this.history.jvmRates(indexes);
		const all = rows.filter((row) => row.kind === this.kind);
		const named = all.filter((row) => this.colours.has(row.key));
		this.layers = named.map((row) => ({ name: row.label, hint: row.hint, key: row.key, colour: this.colours.of(row.key),
			values: this.history.selfRates(row.key, indexes) }));
		this.layers.sort((one, other) => one.colour.localeCompare(other.colour));
		const others = all.filter((row) => !this.colours.has(row.key)).map((row) => this.history.selfRates(row.key, indexes));
		const known = (values) => values.map((value) => value ?? 0);
		if (others.length > 0) {
			this.layers.push({ name: `${others.length} more`, colour: '--series-other', values: sum(others.map(known), times.length) });
		}
		const profiled = sum(this.layers.map((layer) => known(layer.values)), times.length);
		// Counters are read one after the other, so the sum of parts may be ahead of the whole.
		this.layers.push({ name: (this.kind === 'request') ? 'not in a request' : 'not profiled', colour: '--series-rest',
			values: jvm.map((value, i) => (value === null) ? null : Math.max(0, value - profiled[i])) });
		for (const layer of this.layers) {
			layer.values = layer.values.map((value, i) => (jvm[i] === null) ? null : value ?? 0);
		}
		this.times = times;
		this.chart.set(times, this.layers, this.history.marks);
		this.label();
		const now = this.history.jvmNow();
		setText(byId('series-summary'), Number.isNaN(now) ? 'No rate yet.'
				: `The JVM allocates ${text(rate(now))}, stacked by ${this.layers.map((layer) => layer.name).join(', ')}; ${span(this.history.covered())} are shown.`);
	}

	label() {
		if (this.layers === undefined) {
			return;
		}
		const at = this.cursor ?? this.times.length - 1;
		const elements = [];
		for (const layer of [...this.layers].reverse()) {
			const id = layer.key ?? layer.colour;
			let item = this.items.get(id);
			if (item === undefined) {
				item = el('li', {}, el('span', { class: 'swatch' }), el('span', { class: 'label' }, ''), figureElement());
				this.items.set(id, item);
			}
			item.firstChild.style.backgroundColor = `var(${layer.colour})`;
			setText(item.children[1], layer.name);
			item.title = layer.hint ? `${layer.name} ${layer.hint}` : layer.name;
			setFigure(item.lastChild, rate(layer.values[at] ?? NaN));
			elements.push(item);
		}
		arrange(byId('series-legend'), elements);
	}

}

function sum(lists, length) {
	const sums = new Array(length).fill(0);
	for (const list of lists) {
		for (let i = 0; i < length; i++) {
			sums[i] += list[i];
		}
	}
	return sums;
}
