/**
 * The pools, and what may be done with them.
 */

import { arrange, byId, el, figureElement, setFigure, setText } from './dom.js';
import { bytes, count, percent, text } from './units.js';
import { canWrite, write } from './endpoint.js';
import { confirm } from './dialog.js';
import { spanColumns } from './columns.js';

const SETTINGS = [
	{ name: 'maxPooled', label: 'Idle contexts to keep, at most', type: 'number', min: 1 },
	{ name: 'minIdle', label: 'Idle contexts to keep, at least', type: 'number', min: 0 },
	{ name: 'idleTimeout', label: 'Discard after idle for', type: 'text' },
	{ name: 'initialCapacity', label: 'Room in a new context, entries', type: 'number', min: 0 },
	{ name: 'maxRetainedCapacity', label: 'Largest context to keep, entries', type: 'number', min: 1 },
	{ name: 'leakDetection', label: 'Watch for leaks', options: ['disabled', 'sampled', 'full'] },
	{ name: 'leakThreshold', label: 'Leaked when held for', type: 'text' }
];

export class Pools {

	constructor(onChange) {
		this.onChange = onChange;
		this.views = new Map();
		this.pools = {};
		const clear = byId('clear-pools');
		clear.hidden = !canWrite;
		clear.addEventListener('click', () => this.clear());
	}

	update(pools) {
		this.pools = pools;
		const names = Object.keys(pools);
		const elements = [];
		for (const name of names) {
			let view = this.views.get(name);
			if (view === undefined) {
				view = new PoolView(name, this.onChange);
				this.views.set(name, view);
			}
			view.update(pools[name]);
			elements.push(...view.elements());
		}
		arrange(byId('pools-body'), elements);
		byId('pools-body').parentElement.hidden = names.length === 0;
		byId('clear-pools').disabled = idleOf(pools) === 0;
		const empty = byId('pools-empty');
		empty.hidden = names.length > 0;
		if (names.length === 0 && empty.childElementCount === 0) {
			empty.append(el('p', {}, 'No pool is in use. Inject ', el('code', {}, 'ContextPool'), ' and lease a context, or define a bean of your own.'));
		}
	}

	async clear() {
		const names = Object.keys(this.pools);
		const idle = idleOf(this.pools);
		const pools = (names.length === 1) ? names[0] : `all ${names.length} pools`;
		if (!await confirm(`Discard the ${text(count(idle))} idle contexts of ${pools}? The next ones are made anew. Contexts in use stay as they are.`, 'Discard')) {
			return;
		}
		await answerTo(byId('pools-answer'), async () => {
			await write('DELETE', '/pools');
			return `Discarded the idle contexts of ${pools}.`;
		});
		this.onChange();
	}

}

class PoolView {

	constructor(name, onChange) {
		this.name = name;
		this.onChange = onChange;
		this.form = null;
		this.id = `pool-${PoolView.next++}`;
		const label = el('span', { class: 'label' }, name);
		this.opener = canWrite
				? el('button', { type: 'button', class: 'opener', title: `Tune ${name}`, 'aria-expanded': 'false', 'aria-controls': this.id,
					onclick: () => this.toggle() }, label, el('span', { class: 'hint' }, 'tune'))
				: el('span', { class: 'opener', title: name }, label);
		this.active = figureElement('td', { class: 'num' });
		this.fill = el('span', { class: 'fill' });
		this.idle = el('span', { class: 'figure' }, '');
		this.reused = figureElement('td', { class: 'num' });
		this.retained = figureElement('td', { class: 'num retained' });
		this.discards = el('td', { class: 'discards' }, '');
		this.element = el('tr', {}, el('th', { scope: 'row', class: 'name' }, this.opener), this.active,
			el('td', { class: 'idle' }, el('span', { class: 'bar' }, this.fill), this.idle), this.reused, this.retained, this.discards);
	}

	elements() {
		return (this.form !== null) ? [this.element, this.formRow] : [this.element];
	}

	update(pool) {
		this.pool = pool;
		const { config, stats } = pool;
		setFigure(this.active, count(stats.active));
		this.fill.style.width = `${Math.min(100, stats.currentPoolSize / config.maxPooled * 100)}%`;
		setText(this.idle, `${text(count(stats.currentPoolSize))} of ${text(count(config.maxPooled))}`);
		setFigure(this.reused, percent((pool.reuseRate === undefined || stats.totalAcquired === 0) ? undefined : pool.reuseRate / 100));
		setFigure(this.retained, bytes(stats.retainedBytes));
		const reasons = Object.entries(stats.discarded ?? {}).filter(([, number]) => number > 0);
		const misuse = Object.entries({ ...stats.misuse }).filter(([, number]) => number > 0);
		setText(this.discards, [...reasons, ...misuse].map(([reason, number]) => `${text(count(number))} ${reason.replaceAll('_', ' ')}`).join(', ')
				|| ((stats.discarded === undefined) ? '–' : 'none'));
	}

	toggle() {
		if (this.form !== null) {
			this.formRow.remove();
			this.form = null;
			this.opener.setAttribute('aria-expanded', 'false');
			return;
		}
		this.opener.setAttribute('aria-expanded', 'true');
		this.answer = el('p', { class: 'answer', role: 'status' });
		this.form = el('form', { class: 'tune', noValidate: true, onsubmit: (event) => {
			event.preventDefault();
			this.submit();
		} }, ...SETTINGS.map((setting) => el('label', {}, el('span', {}, setting.label), this.input(setting))),
			el('p', { class: 'buttons' }, el('button', { class: 'strong' }, 'Change'),
				el('button', { type: 'button', class: 'plain', onclick: () => this.toggle() }, 'Close')), this.answer);
		const cell = el('td', {}, this.form);
		this.formRow = el('tr', { class: 'details', id: this.id }, cell);
		this.element.after(this.formRow);
		spanColumns(cell);
		this.form.querySelector('input').focus();
	}

	input(setting) {
		const value = this.pool.config[setting.name];
		if (setting.options !== undefined) {
			return el('select', { name: setting.name }, ...setting.options.map((option) => el('option', { value: option, selected: option === value }, option)));
		}
		return el('input', { name: setting.name, type: setting.type, value, ...(setting.min !== undefined ? { min: setting.min } : {}), autocomplete: 'off' });
	}

	async submit() {
		const before = this.pool.config;
		const changes = {};
		for (const { name } of SETTINGS) {
			const value = this.form.elements[name].value.trim();
			if (value !== String(before[name])) {
				changes[name] = value;
			}
		}
		if (Object.keys(changes).length === 0) {
			this.answer.textContent = 'Nothing is different from what the pool has.';
			return;
		}
		await answerTo(this.answer, async () => {
			const pool = await write('POST', `/pools/${encodeURIComponent(this.name)}`, changes);
			for (const { name } of SETTINGS) {
				this.form.elements[name].value = pool.config[name];
			}
			const changed = Object.keys(changes).filter((name) => before[name] !== pool.config[name])
				.map((name) => `${name} ${before[name]} → ${pool.config[name]}`);
			return (changed.length > 0) ? `Changed: ${changed.join(', ')}.` : 'The pool has this already.';
		});
		this.onChange();
	}

}

PoolView.next = 1;

export async function answerTo(element, action) {
	element.classList.remove('bad');
	try {
		element.textContent = await action();
	}
	catch (error) {
		element.classList.add('bad');
		element.textContent = error.message;
	}
}

function idleOf(pools) {
	return Object.values(pools).reduce((sum, pool) => sum + pool.stats.currentPoolSize, 0);
}
