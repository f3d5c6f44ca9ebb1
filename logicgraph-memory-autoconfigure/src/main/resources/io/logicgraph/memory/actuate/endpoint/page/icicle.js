/**
 * Stacks as an icicle: each row is called by the row above it, and a frame is as wide as
 * the bytes that it and all below it allocate.
 */

import { arrange, byId, el, setText } from './dom.js';
import { bytes, count, percent, text } from './units.js';
import { search, treeOf } from './stacks.js';

const ROW_PIXELS = 24;

const NARROWEST_PIXELS = 1;

const NARROWEST_LABEL_PIXELS = 32;

const NARROWEST_EDGE_PIXELS = 4;

const NARROWEST_LETTER_PIXELS = 3;

const MOST_FRAMES = 400;

const SPARE_ROWS = 4;

const CRUMBS = 3;

export class Icicle {

	constructor() {
		this.result = null;
		this.box = byId('icicle');
		this.width = 0;
		this.searched = '';
		this.found = null;
		byId('icicle-kinds').addEventListener('change', () => this.build());
		byId('icicle-search').addEventListener('input', (event) => {
			this.searched = event.target.value.trim().toLowerCase();
			this.find();
			this.buttons.forEach((button, frame) => this.mark(frame, button));
		});
		byId('icicle-out').addEventListener('click', () => this.zoomOut());
		this.box.addEventListener('scroll', () => this.drawRows());
		this.box.addEventListener('keydown', (event) => this.onKey(event));
		new ResizeObserver(() => {
			if (this.result !== null && this.box.clientWidth !== this.width) {
				this.draw();
			}
		}).observe(this.box);
	}

	update(result) {
		this.result = result;
		this.build();
	}

	build() {
		const byWork = byId('icicle-kinds').querySelector(':checked').value === 'work';
		this.tree = treeOf(this.result, byWork);
		this.top = this.tree;
		this.current = this.tree;
		this.buttons = new Map();
		this.box.firstElementChild.style.height = `${(this.tree.height + 1) * ROW_PIXELS}px`;
		this.find();
		this.draw();
		this.showPath();
	}

	find() {
		this.found = (this.searched !== '') ? search(this.tree, this.searched) : null;
		const number = this.found?.matches.size;
		setText(byId('icicle-matches'), (this.found === null) ? ''
				: (number === 0) ? 'No frame matches.'
				: `${text(count(number))} ${(number === 1) ? 'frame matches' : 'frames match'}: ${text(percent(this.found.share))} of the bytes.`);
	}

	draw() {
		this.width = this.box.clientWidth;
		this.wide = wideEnough(this.top, this.width);
		if (!this.wide.includes(this.current)) {
			this.current = this.top;
		}
		this.drawRows();
	}

	/**
	 * Draw the rows in view and some more, and the frame that has the focus.
	 */
	drawRows() {
		const first = Math.floor(this.box.scrollTop / ROW_PIXELS) - SPARE_ROWS;
		const last = Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW_PIXELS) + SPARE_ROWS;
		const isInView = (frame) => frame.depth - this.top.depth >= first && frame.depth - this.top.depth <= last;
		const inView = this.wide.filter(isInView);
		const known = new Set(widest(inView)).add(this.current);
		this.shown = this.wide.filter((frame) => known.has(frame));
		for (const frame of this.buttons.keys()) {
			if (!known.has(frame)) {
				this.buttons.delete(frame);
			}
		}
		arrange(this.box.firstElementChild, this.shown.map((frame) => this.place(frame)));
		this.select(this.current);
	}

	place(frame) {
		const button = this.buttons.get(frame) ?? this.make(frame);
		const whole = this.top.x1 - this.top.x0;
		const part = (frame.x1 - frame.x0) / whole;
		button.style.left = `${(frame.x0 - this.top.x0) / whole * 100}%`;
		button.style.width = `${part * 100}%`;
		button.style.top = `${(frame.depth - this.top.depth) * ROW_PIXELS}px`;
		const pixels = part * this.width;
		const isNarrow = pixels < NARROWEST_LABEL_PIXELS;
		button.classList.toggle('narrow', isNarrow);
		button.classList.toggle('thin', pixels < NARROWEST_EDGE_PIXELS);
		// What doesn't fit isn't laid out.
		setText(button, isNarrow ? '' : frame.data.name.slice(0, pixels / NARROWEST_LETTER_PIXELS));
		this.mark(frame, button);
		return button;
	}

	mark(frame, button) {
		button.classList.toggle('match', this.found !== null && this.found.matches.has(frame));
	}

	make(frame) {
		const { data, value } = frame;
		const share = percent((this.tree.value > 0) ? value / this.tree.value : 0);
		const button = el('button', { type: 'button', class: `frame ${data.kind}`, tabIndex: -1,
			title: `${data.full}\n${bytes(value).exact}, ${text(share)} of all`,
			'aria-label': `${data.full}, ${text(bytes(value))}, ${text(share)} of all`,
			onclick: () => this.zoom(frame), onfocus: () => this.select(frame) });
		this.buttons.set(frame, button);
		return button;
	}

	/**
	 * Only one frame is reached with the Tab key; arrows lead to the others.
	 */
	select(frame) {
		for (const [other, button] of this.buttons) {
			button.tabIndex = (other === frame) ? 0 : -1;
		}
		this.current = frame;
	}

	zoom(frame) {
		this.top = frame;
		this.current = frame;
		this.box.scrollTop = 0;
		this.draw();
		this.showPath();
		const focused = document.activeElement;
		if (focused === document.body || focused.disabled || this.box.contains(focused)) {
			this.buttons.get(frame).focus({ preventScroll: true });
		}
	}

	/**
	 * Zoom to the frame above, past those that are no wider.
	 */
	zoomOut() {
		let frame = this.top.parent;
		while (frame !== null && frame.parent !== null && frame.value === this.top.value) {
			frame = frame.parent;
		}
		if (frame !== null) {
			this.zoom(frame);
		}
	}

	onKey(event) {
		const next = {
			ArrowDown: () => this.shown.find((frame) => frame.parent === this.current),
			ArrowUp: () => (this.current !== this.top) ? this.current.parent : undefined,
			ArrowLeft: () => this.beside(-1),
			ArrowRight: () => this.beside(1),
			Home: () => this.top
		}[event.key];
		if (next !== undefined) {
			event.preventDefault();
			this.focus(next() ?? this.current);
		}
		else if (event.key === 'Escape') {
			event.preventDefault();
			this.zoomOut();
		}
	}

	focus(frame) {
		this.select(frame);
		this.drawRows();
		this.buttons.get(frame).focus();
	}

	beside(step) {
		const row = this.shown.filter((frame) => frame.depth === this.current.depth);
		return row[row.indexOf(this.current) + step];
	}

	showPath() {
		byId('icicle-out').disabled = this.top === this.tree;
		if (this.top === this.tree) {
			byId('icicle-path').replaceChildren();
			return;
		}
		const above = this.top.ancestors().reverse();
		const last = above.slice(1).slice(-CRUMBS);
		const crumbs = [above[0], ...last];
		const isCut = above.length > crumbs.length;
		const items = crumbs.map((frame, index) => el('li', { class: (index === 1 && isCut) ? 'cut' : '' },
			(frame === this.top) ? el('span', { 'aria-current': 'true' }, frame.data.name)
					: el('button', { type: 'button', title: frame.data.full, onclick: () => this.zoom(frame) }, frame.data.name)));
		byId('icicle-path').replaceChildren(...items);
	}

}

/**
 * The frames of a tree that are wide enough to see, row by row.
 */
function wideEnough(top, width) {
	const narrowest = (top.x1 - top.x0) * NARROWEST_PIXELS / Math.max(width, 1);
	return top.descendants().filter((frame) => frame === top || frame.x1 - frame.x0 >= narrowest);
}

function widest(frames) {
	return (frames.length <= MOST_FRAMES) ? frames
			: [...frames].sort((one, other) => other.value - one.value || one.depth - other.depth).slice(0, MOST_FRAMES);
}
