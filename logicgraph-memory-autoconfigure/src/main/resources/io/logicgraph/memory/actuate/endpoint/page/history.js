/**
 * Ten minutes of figures, as this page has seen them. Counters become rates here; where
 * the service started again, or its figures did, there is a gap and a mark.
 */

const SAMPLES = 301;

const WINDOW_SECONDS = 600;

const NOW_SECONDS = 10;

class Ring {

	constructor() {
		this.values = new Float64Array(SAMPLES).fill(NaN);
	}

}

export class History {

	constructor() {
		this.count = 0;
		this.times = new Ring().values;
		this.jvm = new Ring().values;
		this.breaks = new Uint8Array(SAMPLES);
		this.rows = new Map();
		this.marks = [];
		this.since = null;
	}

	/**
	 * Add an answer: its time in seconds, bytes that the JVM allocated, and the rows.
	 */
	add(time, since, jvmBytes, rows) {
		const slot = this.count % SAMPLES;
		const last = (this.count > 0) ? (this.count - 1) % SAMPLES : -1;
		let mark = null;
		if (last >= 0 && this.since !== since) {
			mark = (jvmBytes === undefined || jvmBytes < this.jvm[last]) ? 'service started' : 'figures started again';
			this.marks.push({ time, text: mark });
		}
		this.since = since;
		this.times[slot] = time;
		this.jvm[slot] = jvmBytes ?? NaN;
		this.breaks[slot] = (mark !== null) ? 1 : 0;
		for (const rings of this.rows.values()) {
			rings.total[slot] = NaN;
			rings.self[slot] = NaN;
		}
		for (const row of rows) {
			let rings = this.rows.get(row.key);
			if (rings === undefined) {
				rings = { total: new Ring().values, self: new Ring().values, last: 0 };
				this.rows.set(row.key, rings);
			}
			rings.last = this.count;
			rings.total[slot] = row.total ?? NaN;
			rings.self[slot] = row.self ?? NaN;
		}
		this.count++;
		for (const [key, rings] of this.rows) {
			if (this.count - rings.last > SAMPLES) {
				this.rows.delete(key);
			}
		}
		while (this.marks.length > 0 && this.marks[0].time < time - WINDOW_SECONDS) {
			this.marks.shift();
		}
		return mark;
	}

	/**
	 * Numbers of the samples from which rates can be read, oldest first.
	 */
	indexes() {
		const first = Math.max(1, this.count - SAMPLES + 1);
		const latest = this.latestTime();
		const indexes = [];
		for (let i = first; i < this.count; i++) {
			if (this.times[i % SAMPLES] >= latest - WINDOW_SECONDS) {
				indexes.push(i);
			}
		}
		return indexes;
	}

	timesOf(indexes) {
		return indexes.map((i) => this.times[i % SAMPLES]);
	}

	jvmRates(indexes) {
		return this.rates(this.jvm, indexes);
	}

	selfRates(key, indexes) {
		const rings = this.rows.get(key);
		return rings ? this.rates(rings.self, indexes, true) : indexes.map(() => null);
	}

	totalRates(key, indexes) {
		const rings = this.rows.get(key);
		return rings ? this.rates(rings.total, indexes, true) : indexes.map(() => null);
	}

	jvmNow() {
		return this.mean(this.jvm, NOW_SECONDS);
	}

	jvmMean() {
		return this.mean(this.jvm, WINDOW_SECONDS);
	}

	selfNow(key) {
		const rings = this.rows.get(key);
		return rings ? this.mean(rings.self, NOW_SECONDS, true) : NaN;
	}

	totalNow(key) {
		const rings = this.rows.get(key);
		return rings ? this.mean(rings.total, NOW_SECONDS, true) : NaN;
	}

	/**
	 * Seconds that the figures of the window go back, without a gap.
	 */
	covered(seconds = WINDOW_SECONDS) {
		const from = this.startOf(seconds);
		return (from < 0) ? 0 : this.latestTime() - this.times[from % SAMPLES];
	}

	latestTime() {
		return (this.count > 0) ? this.times[(this.count - 1) % SAMPLES] : NaN;
	}

	/**
	 * A row that was not there yet had no bytes; so had one that began within the window.
	 */
	mean(ring, seconds, absentIsZero = false) {
		const from = this.startOf(seconds);
		const to = this.count - 1;
		if (from < 0 || from === to) {
			return NaN;
		}
		let before = ring[from % SAMPLES];
		if (absentIsZero && Number.isNaN(before)) {
			before = 0;
		}
		return Math.max(0, ring[to % SAMPLES] - before) / (this.times[to % SAMPLES] - this.times[from % SAMPLES]);
	}

	startOf(seconds) {
		if (this.count === 0) {
			return -1;
		}
		const to = this.count - 1;
		const latest = this.times[to % SAMPLES];
		let from = to;
		while (from > 0 && this.count - from < SAMPLES && !this.breaks[from % SAMPLES]
				&& latest - this.times[(from - 1) % SAMPLES] <= seconds + 0.5) {
			from--;
		}
		return from;
	}

	rates(ring, indexes, absentIsZero = false) {
		return indexes.map((i) => {
			if (this.breaks[i % SAMPLES]) {
				return null;
			}
			const after = ring[i % SAMPLES];
			let before = ring[(i - 1) % SAMPLES];
			if (absentIsZero && Number.isNaN(before)) {
				before = 0;
			}
			const elapsed = this.times[i % SAMPLES] - this.times[(i - 1) % SAMPLES];
			const value = (after - before) / elapsed;
			return Number.isFinite(value) ? Math.max(0, value) : null;
		});
	}

}
