/**
 * Contexts that were never released, and who acquired them.
 */

import { arrange, byId, el, setText } from './dom.js';
import { count, moment, seconds, span, text } from './units.js';
import { copyOnClick } from './clipboard.js';

const KINDS = { age: 'still held', gc: 'garbage, never released' };

export class Leaks {

	constructor() {
		this.items = new Map();
	}

	update(leaks, pools) {
		const elements = leaks.map((leak) => {
			const key = JSON.stringify([leak.pool, leak.kind, leak.stack]);
			let item = this.items.get(key);
			if (item === undefined) {
				item = this.create(leak);
				this.items.set(key, item);
			}
			const held = span(seconds(leak.longestHeld));
			setText(item.facts, `${text(count(leak.count))} × ${leak.pool} · ${KINDS[leak.kind] ?? leak.kind} · held up to ${held} · last seen ${moment(leak.lastSeen)} · thread ${leak.thread}`);
			return item.element;
		});
		arrange(byId('leaks-list'), elements);
		const empty = byId('leaks-empty');
		empty.hidden = leaks.length > 0;
		setText(empty, explain(pools));
	}

	create(leak) {
		const facts = el('p', { class: 'quiet' }, '');
		const stack = leak.stack.join('\n');
		const copy = copyOnClick(el('button', { type: 'button', class: 'plain' }, 'Copy stack'), () => stack);
		return { facts, element: el('li', {},
			el('details', {}, el('summary', {}, el('code', {}, leak.stack[0] ?? 'unknown place')), el('pre', { tabIndex: 0 }, stack), copy), facts) };
	}

}

function explain(pools) {
	const levels = new Set(Object.values(pools).map((pool) => pool.config.leakDetection));
	if (levels.size === 0) {
		return 'There is no pool to watch.';
	}
	if (levels.size === 1 && levels.has('disabled')) {
		return 'Nothing is watched. Set logicgraph.memory.pool.leak-detection.level, or tune the pool.';
	}
	return levels.has('full') ? 'None found.' : 'None found. A part of the leases is watched; with leak detection “full” it is all of them.';
}
