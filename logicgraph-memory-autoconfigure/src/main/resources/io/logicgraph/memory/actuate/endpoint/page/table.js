/**
 * Where the bytes go: requests and methods in one table that can be sorted, filtered and
 * opened row by row.
 */

import { arrange, byId, el, figureElement, setFigure, setText } from './dom.js';
import { bytes, count, moment, percent, rate } from './units.js';
import { copyOnClick } from './clipboard.js';
import { Heads } from './heads.js';
import { RowDetails } from './row-details.js';
import { spanColumns } from './columns.js';

const FIRST_ROWS = 12;

const MORE_ROWS = 100;

const QUALITIES = { exact: 3, partial: 2, unavailable: 1 };

const COLUMNS = ['share', 'rate', 'count', 'mean', 'max', 'last', 'self', 'quality'];

export class RowsTable {

	constructor(history, colours) {
		this.history = history;
		this.colours = colours;
		this.rows = [];
		this.views = new Map();
		this.kind = 'all';
		this.filter = '';
		this.limit = FIRST_ROWS;
		this.omitted = '';
		this.body = byId('rows-body');
		this.heads = new Heads(document.querySelectorAll('#rows th[data-sort]'), { column: 'share', descending: true }, ['name'], () => this.show());
		this.listen();
	}

	listen() {
		byId('search').addEventListener('input', (event) => {
			this.filter = event.target.value.trim().toLowerCase();
			this.show();
		});
		byId('kinds').addEventListener('change', (event) => {
			this.kind = event.target.value;
			this.show();
		});
		byId('more').addEventListener('click', () => {
			this.limit += MORE_ROWS;
			this.show();
		});
		copyOnClick(byId('copy-rows'), () => this.asText());
	}

	update(rows, report) {
		this.rows = rows;
		for (const row of rows) {
			row.rate = this.history.totalNow(row.key);
		}
		const known = new Set(rows.map((row) => row.key));
		for (const key of this.views.keys()) {
			if (!known.has(key)) {
				this.views.get(key).close();
				this.views.delete(key);
			}
		}
		const omitted = (report.omitted?.observations ?? 0) + (report.omitted?.profiles ?? 0);
		this.omitted = (omitted > 0) ? `${omitted} rows with fewer bytes are left out. ` : '';
		setText(byId('rows-since'), `since ${moment(report.since)}`);
		this.show();
	}

	/**
	 * Open a row and bring it into view, whatever the table shows now.
	 */
	reveal(key) {
		const row = this.rows.find((candidate) => candidate.key === key);
		if (row === undefined) {
			return;
		}
		this.filter = byId('search').value = '';
		this.kind = 'all';
		byId('kinds').querySelector('[value=all]').checked = true;
		this.limit = Math.max(this.limit, this.selected().findIndex((candidate) => candidate.key === key) + 1);
		this.show();
		const view = this.views.get(key);
		view.setOpen(true);
		view.button.scrollIntoView({ block: 'center' });
		view.button.focus({ preventScroll: true });
	}

	selected() {
		const words = this.filter.split(/\s+/).filter((word) => word !== '');
		const matches = (row) => (this.kind === 'all' || this.kind === row.kind)
				&& words.every((word) => `${row.label} ${row.hint} ${row.source}`.toLowerCase().includes(word));
		return this.rows.filter(matches).sort((one, other) => this.compare(one, other));
	}

	compare(one, other) {
		const { column } = this.heads.sort;
		return this.heads.compare(sortKey(one, column), sortKey(other, column))
				|| one.label.localeCompare(other.label) || one.key.localeCompare(other.key);
	}

	show() {
		const selected = this.selected();
		const shown = selected.slice(0, this.limit);
		const elements = [];
		for (const row of shown) {
			let view = this.views.get(row.key);
			if (view === undefined) {
				view = new RowView(row, this.history, this.colours);
				this.views.set(row.key, view);
			}
			view.update(row);
			elements.push(...view.elements());
		}
		arrange(this.body, elements);
		this.body.parentElement.hidden = this.rows.length === 0;
		const more = byId('more');
		more.hidden = selected.length <= shown.length;
		setText(more, `Show ${Math.min(MORE_ROWS, selected.length - shown.length)} more of ${selected.length}`);
		this.explain(selected);
	}

	explain(selected) {
		const empty = byId('rows-empty');
		empty.hidden = selected.length > 0;
		if (this.rows.length === 0) {
			if (empty.childElementCount !== 2) {
				empty.replaceChildren(
					el('p', {}, 'Nothing was measured yet.'),
					el('p', {}, 'Send the service a request: each route of Spring MVC is a row after its first one. For a method, put ',
						el('code', {}, '@Profiled'), ' on it, or name it in ', el('code', {}, 'logicgraph.memory.profiled.include'), '.'));
			}
		}
		else if (selected.length === 0) {
			empty.replaceChildren(el('p', {}, 'No row has this in its name or tags.'));
		}
		setText(byId('rows-note'), (this.rows.length === 0) ? ''
				: `${this.omitted}Bytes are allocated, not live. A request contains the methods that it calls: add up shares of requests, or of methods, not of both.`);
	}

	asText() {
		const heads = ['kind', 'name', 'tags', 'share', 'bytesPerSecond', 'count', 'totalBytes', 'meanBytes', 'maxBytes', 'lastBytes',
			'selfBytes', 'lateBytes', 'unmeasured', 'quality'];
		const lines = this.selected().map((row) => [row.kind, row.label, row.hint, row.share, Math.round(row.rate), row.count, row.total,
			row.mean, row.max, row.last, row.self, row.late, row.unmeasured, row.quality]
			.map((value) => (value === undefined || Number.isNaN(value)) ? '' : String(value).replace(/[\t\r\n]/g, ' ')).join('\t'));
		return [heads.join('\t'), ...lines].join('\n');
	}

}

class RowView {

	constructor(row, history, colours) {
		this.row = row;
		this.history = history;
		this.colours = colours;
		this.details = null;
		this.id = `row-${RowView.next++}`;
		this.swatch = el('span', { class: 'swatch' });
		this.label = el('span', { class: 'label' }, row.label);
		this.hint = el('span', { class: 'hint' }, row.hint);
		this.button = el('button', { type: 'button', class: 'opener', 'aria-expanded': 'false', 'aria-controls': this.id,
			onclick: () => this.setOpen(this.details === null) }, this.swatch, this.label, this.hint);
		this.fill = el('span', { class: 'fill' });
		this.share = figureElement();
		this.cells = Object.fromEntries(COLUMNS.filter((column) => column !== 'share' && column !== 'quality')
			.map((column) => [column, figureElement('td', { class: `num ${column}` })]));
		this.quality = el('span', {}, '');
		this.element = el('tr', { class: row.kind }, el('th', { scope: 'row', class: 'name' }, this.button),
			el('td', { class: 'share' }, el('span', { class: 'bar' }, this.fill), this.share), ...Object.values(this.cells),
			el('td', { class: 'quality' }, this.quality));
		setTitleOf(this.button, row);
	}

	update(row) {
		this.row = row;
		setFigure(this.share, percent(row.share));
		const width = `${Math.min(100, (row.share ?? 0) * 100).toFixed(2)}%`;
		if (this.fill.style.width !== width) {
			this.fill.style.width = width;
		}
		const colour = `var(${this.colours.of(row.key)})`;
		if (this.colour !== colour) {
			this.colour = colour;
			this.fill.style.backgroundColor = colour;
			this.swatch.style.backgroundColor = colour;
		}
		setFigure(this.cells.rate, rate(row.rate));
		setFigure(this.cells.count, count(row.count));
		setFigure(this.cells.mean, bytes(row.mean));
		setFigure(this.cells.max, bytes(row.max));
		setFigure(this.cells.last, bytes(row.last));
		setFigure(this.cells.self, bytes(row.self));
		const quality = row.quality ?? '–';
		if (this.quality.className !== `mark ${quality}`) {
			this.quality.className = `mark ${quality}`;
			setText(this.quality, quality);
		}
		this.details?.update(row);
	}

	elements() {
		return (this.details !== null) ? [this.element, this.detailsElement] : [this.element];
	}

	setOpen(open) {
		if (open === (this.details !== null)) {
			return;
		}
		this.button.setAttribute('aria-expanded', String(open));
		if (open) {
			const cell = el('td');
			this.detailsElement = el('tr', { class: 'details', id: this.id }, cell);
			this.element.after(this.detailsElement);
			spanColumns(cell);
			this.details = new RowDetails(cell, this.row, this.history, this.colours);
			this.details.update(this.row);
		}
		else {
			this.close();
		}
	}

	close() {
		this.details?.close();
		this.detailsElement?.remove();
		this.details = null;
	}

}

RowView.next = 1;

function setTitleOf(button, row) {
	button.title = row.hint ? `${row.label}\n${row.hint}` : row.label;
}

function sortKey(row, column) {
	switch (column) {
		case 'name':
			return `${row.label} ${row.hint}`;
		case 'quality':
			return QUALITIES[row.quality] ?? 0;
		default: {
			const value = row[column];
			return (value === undefined || Number.isNaN(value)) ? -1 : value;
		}
	}
}
