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
	const root = node(`All, ${text(bytes(result.estimatedBytes))}`, 'All that was allocated', 'rest');
	for (const site of result.sites) {
		let place = root;
		for (const step of stepsOf(site, byWork)) {
			place = childOf(place, step);
		}
		place.bytes += site.estimatedBytes;
	}
	if (result.omittedBytes > 0) {
		childOf(root, node('smaller sites', `${result.omittedSites} smaller sites`, 'rest')).bytes += result.omittedBytes;
	}
	const tree = d3.hierarchy(root, ({ children }) => [...children.values()])
		.sum(({ bytes }) => bytes)
		.sort((one, other) => other.value - one.value);
	return d3.partition().size([1, tree.height + 1])(tree);
}

function stepsOf(site, byWork) {
	const outermostFirst = [...site.frames].reverse();
	const leaf = node(shortClass(site.className), site.className, 'class');
	if (!byWork) {
		return [...outermostFirst.map(frameNode), leaf];
	}
	const work = [];
	if (site.observation !== undefined) {
		work.push(node(observationOf(site.observation).label, site.observation, 'work'));
	}
	if (site.profile !== undefined) {
		work.push(node(site.profile, site.profile, 'work'));
	}
	if (work.length === 0) {
		work.push(node('not profiled', 'In no profiled method and no request', 'rest'));
	}
	const first = outermostFirst.findIndex(isOwn);
	return [...work, ...outermostFirst.slice(Math.max(first, 0)).map(frameNode), leaf];
}

function frameNode(frame) {
	return node(shortFrame(frame), frame, isOwn(frame) ? 'own' : 'library');
}

function node(name, full, kind) {
	return { name, full, kind, bytes: 0, children: new Map() };
}

function childOf(parent, child) {
	const key = `${child.kind} ${child.full}`;
	const known = parent.children.get(key);
	if (known !== undefined) {
		return known;
	}
	parent.children.set(key, child);
	return child;
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
		const { full, name, kind } = frame.data;
		const isWithin = within.has(frame.parent);
		const isMatch = kind !== 'rest' && (full.toLowerCase().includes(words) || name.toLowerCase().includes(words));
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
