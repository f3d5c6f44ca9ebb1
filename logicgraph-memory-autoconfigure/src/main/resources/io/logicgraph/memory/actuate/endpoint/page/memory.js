/**
 * The recorded memory and the JVM's, and snapshots to compare with now.
 */

import { byId, el, figureElement, setFigure, setText } from './dom.js';
import { bytes, clock, count, signedBytes, span, text } from './units.js';
import { copyOnClick } from './clipboard.js';

const FIGURES = [
	['heapUsedBytes', 'Heap in use, with garbage', bytes], ['heapAfterGcBytes', 'Heap after the last collection', bytes],
	['jvmAllocatedBytes', 'Allocated since the JVM started', bytes], ['collections', 'Collections', count],
	['currentBytes', 'Recorded, retained now', bytes], ['peakBytes', 'Recorded, peak', bytes],
	['totalBytes', 'Recorded, allocated', bytes], ['activeAllocations', 'Recorded, not deallocated', count],
	['contextAllocations', 'Contexts created', count], ['graphAllocations', 'Graphs created', count]
];

export class Memory {

	constructor() {
		this.values = new Map();
		this.snapshots = [];
		for (const [name, label] of FIGURES) {
			const value = figureElement('dd');
			this.values.set(name, value);
			byId('memory-figures').append(el('div', {}, el('dt', {}, label), value));
		}
		byId('snapshot').addEventListener('click', () => this.take());
	}

	update(report) {
		this.report = report;
		for (const [name, , unit] of FIGURES) {
			setFigure(this.values.get(name), unit(report.memory[name]));
		}
		for (const snapshot of this.snapshots) {
			setText(snapshot.text, difference(snapshot.report, report));
		}
	}

	take() {
		const { report } = this;
		if (report === undefined) {
			return;
		}
		const textElement = el('pre', { tabIndex: 0 }, difference(report, report));
		const element = el('div', { class: 'snapshot' },
			el('p', {}, el('b', {}, `From ${clock(report.time)} to now`),
				copyOnClick(el('button', { type: 'button', class: 'plain' }, 'Copy'), () => textElement.textContent),
				el('button', { type: 'button', class: 'plain', onclick: () => {
					this.snapshots = this.snapshots.filter((snapshot) => snapshot.element !== element);
					element.remove();
					byId('snapshot').focus();
				} }, 'Forget')), textElement);
		this.snapshots.push({ report, text: textElement, element });
		byId('snapshots').prepend(element);
	}

}

/**
 * The difference as MemoryDiff.format() writes it.
 */
function difference(earlier, later) {
	const from = earlier.memory;
	const to = later.memory;
	const elapsed = (Date.parse(later.time) - Date.parse(earlier.time)) / 1000;
	const changed = (name) => (from[name] === undefined || to[name] === undefined) ? undefined : to[name] - from[name];
	const signed = (name) => (changed(name) === undefined) ? 'unknown' : text(signedBytes(changed(name)));
	if (to.jvmAllocatedBytes < from.jvmAllocatedBytes) {
		return 'The service was started again since then: nothing to compare with.';
	}
	return [`Memory in ${span(elapsed)}`,
		`  Recorded:       ${signed('currentBytes')} current, ${signed('peakBytes')} peak, ${text(bytes(changed('totalBytes')))} allocated in ${changed('totalAllocations')} allocations (${changed('totalDeallocations')} deallocations)`,
		`  JVM allocated:  ${signed('jvmAllocatedBytes')}`,
		`  Heap used:      ${signed('heapUsedBytes')}`,
		`  Heap after GC:  ${signed('heapAfterGcBytes')} (${changed('collections')} collections)`].join('\n');
}
