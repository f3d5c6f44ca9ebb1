/**
 * What an open site shows: for which work, exact figures, and its stack to copy.
 */

import { el, figureOf } from './dom.js';
import { count, exactBytes, percent, plusMinus } from './units.js';
import { isOwn, lineOf, observationOf } from './frames.js';
import { copyOnClick } from './clipboard.js';

export function siteDetails(site) {
	const figures = [
		pair('Estimated', figureOf(exactBytes(site.estimatedBytes), 'dd')),
		pair('Of all', figureOf(percent(site.share), 'dd')),
		pair('Error', figureOf(plusMinus(site.error), 'dd')),
		pair('Samples', figureOf(count(site.samples), 'dd'))
	];
	const tags = (site.observation !== undefined) ? observationOf(site.observation).tags : [];
	return el('div', { class: 'site' },
		el('h3', { class: 'full-name' }, lineOf(site)),
		el('p', { class: 'full-name' }, 'allocates ', el('code', {}, site.className)),
		el('p', { class: 'tags' }, ...[...(site.profile !== undefined ? [site.profile] : []), ...tags].map((tag) => el('span', { class: 'tag' }, tag))),
		el('dl', { class: 'figures' }, ...figures),
		el('div', { class: 'head' }, el('h3', {}, 'Stack, innermost frame first'),
			copyOnClick(el('button', { type: 'button', class: 'plain copy-stack' }, 'Copy stack'), () => siteText(site))),
		(site.frames.length > 0)
				? el('ol', { class: 'stack', tabIndex: 0, 'aria-label': 'Stack' }, ...site.frames.map((frame) => el('li', { class: isOwn(frame) ? 'own' : '' }, el('code', {}, frame))))
				: el('p', { class: 'quiet' }, 'The samples have no stack.'));
}

export function siteText(site) {
	const work = [site.profile, site.observation].filter((name) => name !== undefined);
	return [`${site.className}: ${site.estimatedBytes} bytes ± ${(site.error * 100).toFixed(0)} %, ${site.samples} samples`,
		...work.map((name) => `for ${name}`), ...site.frames.map((frame) => `\tat ${frame}`)].join('\n');
}

function pair(name, value) {
	return el('div', {}, el('dt', {}, name), value);
}
