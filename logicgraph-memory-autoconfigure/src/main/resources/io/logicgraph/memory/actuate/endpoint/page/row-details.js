/**
 * What an open row shows: its rate over time, exact figures, exceptions, and what could
 * not be measured.
 */

import { arrange, el, figureElement, setFigure, setText } from './dom.js';
import { count, exactBytes } from './units.js';
import { LineChart } from './chart.js';

const MEANINGS = {
	exact: 'Every byte, from entry to exit, of the thread that made the call and of each thread that it was followed to.',
	partial: 'At least this much: some threads, or some calls, could not be followed.',
	unavailable: 'Unknown. What is missing is below, under “What is measured here”.'
};

export class RowDetails {

	constructor(parent, row, history, colours) {
		this.history = history;
		this.row = row;
		this.figures = {
			total: pair('All calls'), self: pair('Own, without nested'), mean: pair('Mean'), max: pair('Largest'), last: pair('Last'),
			count: pair('Calls'), late: pair('Late, after the end'), unmeasured: pair('Calls not measured')
		};
		this.exceptions = el('ul', { class: 'exceptions' });
		this.meaning = el('p', { class: 'quiet' });
		const chart = el('div', { class: 'chart small', role: 'img', 'aria-label': `Bytes per second of ${row.label}, last ten minutes` });
		const tags = Object.entries(row.tags).map(([name, value]) => el('span', { class: 'tag' }, `${name}=${value}`));
		parent.append(el('div', { class: 'detail' },
			el('div', { class: 'detail-chart' }, el('h3', {}, 'Bytes per second'), chart),
			el('div', { class: 'detail-figures' },
				el('h3', { class: 'full-name' }, row.source),
				(tags.length > 0) ? el('p', { class: 'tags' }, ...tags) : null,
				el('dl', { class: 'figures' }, ...Object.values(this.figures).flatMap((figure) => [figure.element])),
				this.exceptions, this.meaning)));
		this.chart = new LineChart(chart, colours.of(row.key));
	}

	update(row) {
		this.row = row;
		for (const name of ['total', 'self', 'mean', 'max', 'last', 'late']) {
			setFigure(this.figures[name].value, exactBytes(row[name]));
		}
		for (const name of ['count', 'unmeasured']) {
			setFigure(this.figures[name].value, count(row[name]));
		}
		this.figures.unmeasured.element.classList.toggle('warn', row.unmeasured > 0);
		const exceptions = Object.entries(row.exceptions);
		arrange(this.exceptions, exceptions.map(([name, number], index) => {
			const item = this.exceptions.children[index] ?? el('li', {}, el('code', {}, ''), el('span', {}, ''));
			setText(item.firstChild, name);
			setText(item.lastChild, ` ended ${number} ${(number === 1) ? 'call' : 'calls'}`);
			return item;
		}));
		setText(this.meaning, MEANINGS[row.quality] ?? 'Not called yet.');
		const indexes = this.history.indexes();
		this.chart.set(this.history.timesOf(indexes), this.history.totalRates(row.key, indexes));
	}

	close() {
		this.chart.close();
	}

}

function pair(name) {
	const value = figureElement('dd');
	return { value, element: el('div', {}, el('dt', {}, name), value) };
}
