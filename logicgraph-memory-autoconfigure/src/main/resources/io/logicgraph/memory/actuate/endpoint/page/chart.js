/**
 * Charts over time, drawn by uPlot.
 */

import { rate, text } from './units.js';

const { uPlot } = window;

const dark = matchMedia('(prefers-color-scheme: dark)');

/**
 * A chart that follows the size of its element and the colours of the page.
 */
class Chart {

	constructor(element) {
		this.element = element;
		this.plot = null;
		this.data = null;
		this.marks = [];
		this.resizes = new ResizeObserver(() => this.resize());
		this.resizes.observe(element);
		this.repaint = () => this.rebuild();
		dark.addEventListener('change', this.repaint);
	}

	close() {
		this.resizes.disconnect();
		dark.removeEventListener('change', this.repaint);
		this.plot?.destroy();
		this.plot = null;
	}

	colour(property) {
		return getComputedStyle(this.element).getPropertyValue(property).trim();
	}

	resize() {
		const { clientWidth, clientHeight } = this.element;
		if (this.plot !== null && clientWidth > 0 && (this.plot.width !== clientWidth || this.plot.height !== clientHeight)) {
			this.plot.setSize({ width: clientWidth, height: clientHeight });
		}
	}

	rebuild() {
		this.plot?.destroy();
		this.plot = null;
		if (this.data !== null) {
			this.draw(this.data);
		}
	}

	draw(data) {
		this.data = data;
		if (this.plot === null) {
			this.plot = new uPlot({ width: Math.max(50, this.element.clientWidth), height: this.element.clientHeight, ...this.options() },
				data, this.element);
		}
		else {
			this.plot.setData(data);
		}
	}

	frame() {
		const grid = { stroke: this.colour('--line'), width: 1 };
		const font = `11px ${this.colour('--font')}`;
		return {
			legend: { show: false },
			padding: [8, 8, 0, 0],
			cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
			scales: { x: { time: true }, y: { range: (plot, low, high) => [0, Math.max(high * 1.08, 1024)] } },
			axes: [
				{ stroke: this.colour('--quiet'), font, grid: { show: false }, ticks: { show: false }, size: 24, space: 70,
					values: (plot, splits) => splits.map((split) => timeOfDay(split)) },
				{ stroke: this.colour('--quiet'), font, grid, ticks: { show: false }, size: 68, space: 34, incrs: BINARY_STEPS,
					values: (plot, splits) => splits.map((split) => (split === 0) ? '0' : text(rate(split))) }
			],
			hooks: { draw: [(plot) => this.drawMarks(plot)] }
		};
	}

	drawMarks(plot) {
		const { ctx, bbox } = plot;
		const scale = devicePixelRatio;
		ctx.save();
		ctx.strokeStyle = ctx.fillStyle = this.colour('--warn');
		ctx.lineWidth = scale;
		ctx.font = `${11 * scale}px ${this.colour('--font')}`;
		ctx.textBaseline = 'top';
		for (const mark of this.marks) {
			const x = plot.valToPos(mark.time, 'x', true);
			if (x < bbox.left || x > bbox.left + bbox.width) {
				continue;
			}
			ctx.setLineDash([4 * scale, 3 * scale]);
			ctx.beginPath();
			ctx.moveTo(x, bbox.top);
			ctx.lineTo(x, bbox.top + bbox.height);
			ctx.stroke();
			const isRight = x > bbox.left + bbox.width / 2;
			ctx.textAlign = isRight ? 'right' : 'left';
			ctx.fillText(mark.text, x + (isRight ? -5 : 5) * scale, bbox.top + 3 * scale);
		}
		ctx.restore();
	}

}

export class LineChart extends Chart {

	constructor(element, colourProperty) {
		super(element);
		this.colourProperty = colourProperty;
	}

	set(times, values) {
		this.draw([times, values]);
	}

	options() {
		const frame = this.frame();
		return { ...frame, series: [{}, { stroke: this.colour(this.colourProperty), width: 1.5, points: { show: false } }] };
	}

}

/**
 * Areas on top of each other; the first is at the bottom.
 */
export class StackedChart extends Chart {

	constructor(element, onCursor) {
		super(element);
		this.onCursor = onCursor;
		this.layers = [];
	}

	/**
	 * Show layers of a property with their colour and of values.
	 */
	set(times, layers, marks) {
		this.marks = marks;
		const properties = layers.map((layer) => layer.colour).join();
		const isNew = this.properties !== properties;
		this.properties = properties;
		this.layers = layers;
		const sums = [];
		let below = times.map(() => 0);
		for (const layer of layers) {
			below = below.map((sum, i) => (layer.values[i] === null) ? null : sum + layer.values[i]);
			sums.push(below);
		}
		// The painter's way: the highest first, each covered by those below.
		const data = [times, ...sums.reverse()];
		if (isNew) {
			this.data = data;
			this.rebuild();
		}
		else {
			this.draw(data);
		}
	}

	options() {
		const frame = this.frame();
		const background = this.colour('--surface');
		return {
			...frame,
			cursor: { ...frame.cursor, bind: {} },
			hooks: { ...frame.hooks, setCursor: [(plot) => this.onCursor(plot.cursor.idx ?? null)] },
			series: [{}, ...[...this.layers].reverse().map((layer) => ({
				stroke: background, width: 1, fill: this.colour(layer.colour), points: { show: false }
			}))]
		};
	}

}

const BINARY_STEPS = Array.from({ length: 45 }, (unused, power) => 2 ** power).flatMap((step) => [step]);

function timeOfDay(seconds) {
	return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}
