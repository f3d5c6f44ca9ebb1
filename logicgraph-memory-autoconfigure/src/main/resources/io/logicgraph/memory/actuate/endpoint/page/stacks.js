/**
 * The sites of a recording as a tree, with the bytes of each frame and all that it calls.
 */

import { bytes, text } from './units.js';
import { isOwn, observationOf, shortClass, shortFrame } from './frames.js';

/**
 * A laid-out tree: x is a part of all bytes, the depth a row. By work, the first rows are
 * requests and methods, and what is outside the application's outermost frame is left out.
 */
export function treeOf(result, byWork) {
	const root = newNode('rest', 'All that was allocated', `All, ${text(bytes(result.estimatedBytes))}`);
	const own = new Map();
	for (const site of result.sites) {
		let place = root;
		for (const [kind, full, name] of stepsOf(site, byWork, own)) {
			place = childOf(place, kind, full, name);
		}
		place.bytes += site.estimatedBytes;
	}
	if (result.omittedBytes > 0) {
		childOf(root, 'rest', `${result.omittedSites} smaller sites`, (full) => full).bytes += result.omittedBytes;
	}
	const tree = d3.hierarchy(root, ({ children }) => children.values())
		.sum((node) => node.bytes)
		.sort((one, other) => other.value - one.value);
	return d3.partition().size([1, tree.height + 1])(tree);
}

/**
 * The path of a site from the root: each a kind, a full name, and what makes it short.
 */
function stepsOf(site, byWork, own) {
	const stack = site.frames.map((frame) => [remember(own, frame) ? 'own' : 'library', frame, shortFrame]).reverse();
	const leaf = ['class', site.className, shortClass];
	if (!byWork) {
		return [...stack, leaf];
	}
	const work = [];
	if (site.observation !== undefined) {
		work.push(['work', site.observation, (full) => observationOf(full).label]);
	}
	if (site.profile !== undefined) {
		work.push(['work', site.profile, (full) => full]);
	}
	if (work.length === 0) {
		work.push(['rest', 'In no profiled method and no request', () => 'not profiled']);
	}
	const first = stack.findIndex(([kind]) => kind === 'own');
	return [...work, ...stack.slice(Math.max(first, 0)), leaf];
}

function remember(own, frame) {
	let isKnown = own.get(frame);
	if (isKnown === undefined) {
		isKnown = isOwn(frame);
		own.set(frame, isKnown);
	}
	return isKnown;
}

function childOf(parent, kind, full, name) {
	let child = parent.children.get(full);
	if (child === undefined) {
		child = newNode(kind, full, name(full));
		parent.children.set(full, child);
	}
	return child;
}

function newNode(kind, full, name) {
	return { kind, full, name, bytes: 0, children: new Map() };
}

/**
 * The names in which a text is looked for: once, since each key that is pressed asks.
 */
function wordsOf(data) {
	data.words ??= `${data.name}\n${data.full}`.toLowerCase();
	return data.words;
}

/**
 * The frames whose name contains a text, and what part of all bytes is in them: a frame
 * within another one that matches doesn't count twice.
 */
export function search(tree, words) {
	const matches = new Set();
	const within = new Set();
	let found = 0;
	tree.eachBefore((frame) => {
		const { data } = frame;
		const isWithin = within.has(frame.parent);
		const isMatch = data.kind !== 'rest' && wordsOf(data).includes(words);
		if (isMatch) {
			matches.add(frame);
			found += isWithin ? 0 : frame.value;
		}
		if (isMatch || isWithin) {
			within.add(frame);
		}
	});
	return { matches, share: (tree.value > 0) ? found / tree.value : 0 };
}
