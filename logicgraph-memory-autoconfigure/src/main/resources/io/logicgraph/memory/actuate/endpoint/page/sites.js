/**
 * What a recording found: a sentence, a table of the sites with the most bytes, and their
 * stacks.
 */

import { arrange, byId, el, figureOf, setText } from './dom.js';
import { bytes, count, moment, percent, plusMinus, span, text } from './units.js';
import { lineOf, shortClass, shortFrame, workOf } from './frames.js';
import { address } from './endpoint.js';
import { copyOnClick } from './clipboard.js';
import { Heads } from './heads.js';
import { Icicle } from './icicle.js';
import { siteDetails } from './site-details.js';
import { spanColumns } from './columns.js';

const FIRST_SITES = 10;

const MOST_FRAMES = 64;

const TEXTS = ['line', 'work', 'className'];

export class Sites {

	constructor() {
		this.result = null;
		this.views = [];
		this.filter = '';
		this.limit = FIRST_SITES;
		this.icicle = new Icicle();
		this.heads = new Heads(document.querySelectorAll('#sites th[data-sort]'), { column: 'bytes', descending: true }, TEXTS, () => this.show());
		byId('sites-search').addEventListener('input', (event) => {
			this.filter = event.target.value.trim().toLowerCase();
			this.show();
		});
		byId('sites-more').addEventListener('click', () => {
			this.limit = Infinity;
			this.show();
		});
		byId('sites-collapsed').href = address('/sites?format=collapsed');
		copyOnClick(byId('copy-sites'), () => this.asText());
	}

	update(result) {
		this.result = result;
		this.views = result.sites.map((site) => new SiteView(site));
		this.limit = FIRST_SITES;
		byId('sites-result').hidden = false;
		byId('sites-empty').hidden = true;
		byId('sites-found').hidden = result.sites.length === 0;
		setText(byId('sites-since'), `${span(result.seconds)} since ${moment(result.started)}`);
		byId('sites-verdict').replaceChildren(...verdictOf(result));
		setText(byId('sites-note'), noteOf(result));
		this.show();
		this.icicle.update(result);
	}

	selected() {
		const words = this.filter.split(/\s+/).filter((word) => word !== '');
		return this.views.filter((view) => words.every((word) => view.has(word)))
			.sort((one, other) => this.heads.compare(one.keys[this.heads.sort.column], other.keys[this.heads.sort.column])
					|| other.keys.bytes - one.keys.bytes);
	}

	show() {
		const selected = this.selected();
		const shown = selected.slice(0, this.limit);
		arrange(byId('sites-body'), shown.flatMap((view) => view.elements()));
		const more = byId('sites-more');
		more.hidden = selected.length <= shown.length;
		setText(more, `Show all ${selected.length}`);
		byId('sites-none').hidden = selected.length > 0;
	}

	asText() {
		const heads = ['line', 'profile', 'observation', 'className', 'estimatedBytes', 'share', 'error', 'samples', 'frames'];
		const lines = this.selected().map(({ site }) => [lineOf(site), site.profile, site.observation, site.className, site.estimatedBytes,
			site.share, site.error, site.samples, site.frames.join(' < ')]
			.map((value) => (value === undefined) ? '' : String(value).replace(/[\t\r\n]/g, ' ')).join('\t'));
		return [heads.join('\t'), ...lines].join('\n');
	}

}

class SiteView {

	constructor(site) {
		this.site = site;
		this.line = lineOf(site);
		this.work = workOf(site);
		this.keys = { line: shortFrame(this.line), work: this.work, className: shortClass(site.className), bytes: site.estimatedBytes,
			share: site.share, error: site.error, samples: site.samples };
		this.element = null;
		this.details = null;
	}

	has(word) {
		this.words ??= [this.work, this.site.observation ?? '', this.site.className, ...this.site.frames].join('\n').toLowerCase();
		return this.words.includes(word);
	}

	elements() {
		this.element ??= this.make();
		return (this.details !== null) ? [this.element, this.details] : [this.element];
	}

	make() {
		const { site, keys } = this;
		this.id = `site-${SiteView.next++}`;
		this.button = el('button', { type: 'button', class: 'opener', title: this.line, 'aria-expanded': 'false', 'aria-controls': this.id,
			onclick: () => this.toggle() }, el('span', { class: 'label' }, keys.line));
		const fill = el('span', { class: 'fill' });
		fill.style.width = `${Math.min(100, site.share * 100).toFixed(2)}%`;
		return el('tr', {}, el('th', { scope: 'row', class: 'name' }, this.button),
			el('td', { class: 'work', title: site.observation ?? this.work }, this.work || el('span', { class: 'quiet' }, 'not profiled')),
			el('td', { class: 'class', title: site.className }, keys.className),
			el('td', { class: 'share' }, el('span', { class: 'bar' }, fill), figureOf(percent(site.share))),
			figureOf(bytes(site.estimatedBytes), 'td', { class: 'num bytes' }),
			figureOf(plusMinus(site.error), 'td', { class: 'num error' }),
			figureOf(count(site.samples), 'td', { class: 'num samples' }));
	}

	toggle() {
		const open = this.details === null;
		this.button.setAttribute('aria-expanded', String(open));
		if (open) {
			const cell = el('td', {}, siteDetails(this.site));
			this.details = el('tr', { class: 'details', id: this.id }, cell);
			this.element.after(this.details);
			spanColumns(cell);
		}
		else {
			this.details.remove();
			this.details = null;
		}
	}

}

SiteView.next = 1;

/**
 * The line with the most bytes, of whatever class and for whatever work.
 */
function verdictOf({ sites, estimatedBytes, allocatedBytes, seconds }) {
	if (sites.length === 0) {
		const allocated = (allocatedBytes !== undefined) ? `only ${text(bytes(allocatedBytes))} were allocated` : 'little was allocated';
		return [`No sample was taken in ${span(seconds)}: ${allocated}. Record again while the service works.`];
	}
	const byLine = new Map();
	for (const site of sites) {
		const line = lineOf(site);
		byLine.set(line, (byLine.get(line) ?? 0) + site.estimatedBytes);
	}
	const [line, most] = [...byLine].reduce((one, other) => (other[1] > one[1]) ? other : one);
	return [el('bdi', {}, shortFrame(line)), ` allocates ${(most / estimatedBytes * 100).toFixed(0)} % of ${text(bytes(estimatedBytes))} in ${span(seconds)}.`];
}

function noteOf({ sites, samples, estimatedBytes, allocatedBytes, omittedSites, omittedBytes }) {
	const parts = [`Estimated from ${text(count(samples))} samples; ± holds with a probability of 95 %.`];
	if (allocatedBytes !== undefined) {
		parts.push(`All lines: ${text(bytes(estimatedBytes))} estimated, ${text(bytes(allocatedBytes))} counted.`);
	}
	if (omittedSites > 0) {
		parts.push(`${text(count(omittedSites))} smaller sites of ${text(bytes(omittedBytes))} are left out.`);
	}
	if (sites.some(({ frames }) => frames.length >= MOST_FRAMES)) {
		parts.push(`A stack has its ${MOST_FRAMES} innermost frames.`);
	}
	parts.push('The line is the innermost frame that is in no known library; open a row for its stack.');
	return parts.join(' ');
}
