/**
 * Colours of the largest rows: the same row has the same colour in the table, in the
 * chart and in its legend.
 */

const COLOURS = 6;

export class Colours {

	constructor() {
		this.byKey = new Map();
	}

	/**
	 * Give colours to these keys. Who has one keeps it.
	 */
	assign(keys) {
		const wanted = new Set(keys.slice(0, COLOURS));
		for (const key of this.byKey.keys()) {
			if (!wanted.has(key)) {
				this.byKey.delete(key);
			}
		}
		const used = new Set(this.byKey.values());
		for (const key of wanted) {
			if (!this.byKey.has(key)) {
				let free = 1;
				while (used.has(free)) {
					free++;
				}
				used.add(free);
				this.byKey.set(key, free);
			}
		}
	}

	/**
	 * Name of the style property with the colour, or that of all others.
	 */
	of(key) {
		const colour = this.byKey.get(key);
		return (colour !== undefined) ? `--series-${colour}` : '--series-other';
	}

	has(key) {
		return this.byKey.has(key);
	}

}

export const LARGEST = COLOURS;
