/**
 * What the figures say, in words: first who allocates, then what needs attention. Each
 * finding leads to its row.
 */

import { arrange, byId, el, setText } from './dom.js';
import { bytes, count, percent, rate, seconds, span, text } from './units.js';

export class Verdict {

	constructor(history, onRow) {
		this.history = history;
		this.onRow = onRow;
		this.said = '';
		this.heading = byId('verdict');
		this.speed = el('span', { class: 'speed' }, '');
		this.middle = document.createTextNode('');
		this.top = el('button', { type: 'button', class: 'link', onclick: () => this.onRow(this.topKey) }, '');
		this.end = document.createTextNode('');
		this.heading.append(this.speed, this.middle, this.top, this.end);
	}

	update(report, rows) {
		this.headline(report, rows);
		const findings = [...jvm(this.history, report), ...liveHeap(report.memory), ...pools(report.pools), ...quality(rows), ...measured(report.memory)];
		const list = byId('findings');
		arrange(list, findings.map((finding, index) => {
			const item = list.children[index] ?? el('li', {}, el('span', {}, ''), el('a', {}, ''));
			item.className = finding.state;
			setText(item.firstChild, `${finding.text} `);
			const link = item.lastChild;
			link.hidden = finding.target === undefined;
			if (finding.target !== undefined) {
				link.href = `#${finding.target}`;
				setText(link, finding.link);
			}
			return item;
		}));
		this.announce(findings);
	}

	headline(report, rows) {
		const now = this.history.jvmNow();
		const isNow = !Number.isNaN(now);
		const elapsed = (Date.parse(report.time) - Date.parse(report.since)) / 1000;
		const speed = isNow ? now : report.allocatedBytes / elapsed;
		const largest = topOf(rows, (row) => isNow ? this.history.selfNow(row.key) : row.self);
		const part = (largest === null) ? NaN : largest.value / (isNow ? now : report.allocatedBytes);
		if (report.allocatedBytes === undefined) {
			setText(this.speed, 'This JVM has no counter of all that it allocates.');
		}
		else {
			setText(this.speed, `${text(rate(speed))} `);
		}
		const isKnown = report.allocatedBytes !== undefined;
		const when = isNow ? 'allocated now' : 'allocated on average';
		this.topKey = largest?.row.key;
		this.top.hidden = largest === null || !isKnown || !(part >= 0.005);
		if (!isKnown) {
			this.middle.data = this.end.data = '';
		}
		else if (this.top.hidden) {
			this.middle.data = (rows.length === 0) ? `${when}. Nothing of it was measured by request or method yet.`
					: `${when}. No single request or method makes more than 0.5 % of it.`;
			this.end.data = '';
		}
		else {
			this.middle.data = `${when}. `;
			setText(this.top, largest.row.label);
			this.end.data = ` makes ${Math.min(100, part * 100).toFixed(0)} % of it.`;
		}
		this.speed.title = rate(speed).exact;
	}

	/**
	 * Say to who can't see the page what changed in kind; figures that move don't count.
	 */
	announce(findings) {
		const kinds = [this.topKey ?? '', ...findings.filter((finding) => finding.state === 'warn').map((finding) => finding.kind)].join();
		if (kinds !== this.said) {
			this.said = kinds;
			const warnings = findings.filter((finding) => finding.state === 'warn').map((finding) => finding.text);
			byId('announcement').textContent = [this.heading.textContent, ...warnings].join(' ');
		}
	}

}

function topOf(rows, valueOf) {
	let top = null;
	for (const row of rows) {
		const value = valueOf(row);
		if (value > 0 && (top === null || value > top.value
				|| (value === top.value && row.kind === 'method' && top.row.kind === 'request'))) {
			top = { row, value };
		}
	}
	return top;
}

function jvm(history) {
	const covered = history.covered();
	const mean = history.jvmMean();
	return Number.isNaN(mean) ? [] : [{ kind: 'rate', state: 'ok',
		text: `${text(rate(mean))} over the last ${covered >= 590 ? 'ten minutes' : span(covered)}${covered >= 590 ? '' : ', since this page is open'}.` }];
}

function liveHeap({ liveHeap, heapUsedBytes }) {
	const target = { target: 'memory', link: 'Memory' };
	if (liveHeap === undefined) {
		return [];
	}
	const size = text(bytes(liveHeap.bytes));
	switch (liveHeap.verdict) {
		case 'growing':
			return [{ kind: 'heap', state: 'warn', ...target,
				text: `The live heap grows by ${text(rate(liveHeap.bytesPerSecond))}; it is ${size}, watched for ${span(seconds(liveHeap.window))}.` }];
		case 'stable':
			return [{ kind: 'heap', state: 'ok', ...target, text: `The live heap is stable at ${size}.` }];
		default:
			return [{ kind: 'heap', state: 'info', ...target,
				text: `Whether the live heap grows is not known yet: that takes some collections of the old generation. ${text(bytes(heapUsedBytes))} are in use, garbage included.` }];
	}
}

function pools(pools) {
	const findings = [];
	let isTracked = false;
	for (const [name, { stats }] of Object.entries(pools)) {
		const leaked = total(stats.leaked);
		const misused = total(stats.misuse);
		isTracked ||= stats.leaked !== undefined;
		if (leaked > 0) {
			findings.push({ kind: `leak ${name}`, state: 'warn', target: 'leaks', link: 'Where',
				text: `${text(count(leaked))} ${(leaked === 1) ? 'context' : 'contexts'} of ${name} leaked.` });
		}
		if (misused > 0) {
			const kinds = Object.entries(stats.misuse).filter(([, number]) => number > 0).map(([kind]) => kind.replaceAll('_', ' '));
			findings.push({ kind: `misuse ${name}`, state: 'warn', target: 'pools', link: 'Pools',
				text: `${text(count(misused))} wrong ${(misused === 1) ? 'use' : 'uses'} of ${name}: ${kinds.join(', ')}.` });
		}
	}
	return (findings.length > 0 || !isTracked) ? findings : [{ kind: 'no leak', state: 'ok', text: 'No leak and no misuse of a pool.' }];
}

function quality(rows) {
	const missed = rows.reduce((sum, row) => sum + row.unmeasured, 0);
	const partial = rows.filter((row) => row.quality === 'partial').length;
	const findings = [];
	if (partial > 0) {
		findings.push({ kind: 'partial', state: 'info', target: 'rows', link: 'Sort by quality',
			text: `${partial} ${(partial === 1) ? 'row is' : 'rows are'} partial: at least this much.` });
	}
	if (missed > 0) {
		findings.push({ kind: 'missed', state: 'warn', target: 'measured', link: 'Why',
			text: `${text(count(missed))} ${(missed === 1) ? 'call' : 'calls'} could not be measured.` });
	}
	return findings;
}

function measured({ allocationCounter, following }) {
	const findings = [];
	if (!allocationCounter.platformThreads.available) {
		findings.push({ kind: 'platform', state: 'warn', target: 'measured', link: 'Why', text: 'Nothing can be counted on this JVM.' });
	}
	if (allocationCounter.virtualThreads?.available === false) {
		findings.push({ kind: 'virtual', state: 'info', target: 'measured', link: 'What to switch on',
			text: 'Virtual threads are not counted.' });
	}
	for (const [kind, { followed }] of Object.entries(following)) {
		if (!followed) {
			findings.push({ kind: `following ${kind}`, state: 'info', target: 'measured', link: 'What to switch on',
				text: `${NAMES[kind] ?? kind}: work is not followed to other threads.` });
		}
	}
	return findings;
}

const NAMES = { tasks: 'Executors', reactor: 'Reactor' };

/**
 * What can be measured, and what can't, with the reason.
 */
export function showMeasured({ allocationCounter, following, liveHeap }) {
	const rows = [
		capability('Platform threads', allocationCounter.platformThreads.available, allocationCounter.platformThreads.reason, 'every byte is counted'),
		(allocationCounter.virtualThreads === undefined)
				? capability('Virtual threads', null, 'This Java version has none.')
				: capability('Virtual threads', allocationCounter.virtualThreads.available, allocationCounter.virtualThreads.reason, 'every byte is counted'),
		...Object.entries(following).map(([kind, work]) => capability(NAMES[kind] ?? kind, work.followed, work.reason, 'work is followed to other threads')),
		(liveHeap === undefined) ? capability('Live heap', false, 'logicgraph.memory.live-heap.enabled is false.')
				: capability('Live heap', true, undefined, 'watched after collections of the old generation')
	];
	const list = byId('measured-list');
	arrange(list, rows.map((row, index) => {
		const item = list.children[index] ?? el('li', {}, el('b', {}, ''), el('span', { class: 'mark' }, ''), el('span', { class: 'reason' }, ''));
		setText(item.children[0], row.name);
		item.children[1].className = `mark ${row.state}`;
		setText(item.children[1], row.word);
		setText(item.children[2], row.reason);
		return item;
	}));
}

function capability(name, available, reason, what) {
	return { name, state: (available === null) ? 'none' : available ? 'exact' : 'partial',
		word: (available === null) ? 'none' : available ? 'yes' : 'no', reason: reason ?? what ?? '' };
}

function total(counts) {
	return Object.values(counts ?? {}).reduce((sum, number) => sum + number, 0);
}
