/**
 * Figures as people read them. A figure has its exact value with it, so that a hover and
 * a copy can show that.
 */

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function bytes(value) {
	if (value === undefined || value === null || Number.isNaN(value)) {
		return unknown();
	}
	const { number, unit } = scale(value);
	return { number, unit, exact: `${grouped.format(value)} bytes`, plain: String(Math.round(value)) };
}

/**
 * Bytes as people read them, with the exact number beside.
 */
export function exactBytes(value) {
	const figure = bytes(value);
	return (value !== undefined && value >= 1024) ? { ...figure, unit: `${figure.unit} · ${figure.exact.replace(' bytes', ' B')}` } : figure;
}

export function signedBytes(value) {
	const figure = bytes(value);
	return (value > 0) ? { ...figure, number: `+${figure.number}` } : figure;
}

export function rate(value) {
	if (value === undefined || value === null || Number.isNaN(value)) {
		return unknown();
	}
	const { number, unit } = scale(value);
	return { number, unit: `${unit}/s`, exact: `${grouped.format(value)} bytes per second`, plain: String(Math.round(value)) };
}

export function count(value) {
	if (value === undefined || value === null) {
		return unknown();
	}
	return { number: grouped.format(value), unit: '', exact: '', plain: String(value) };
}

export function percent(ratio) {
	if (ratio === undefined || ratio === null || Number.isNaN(ratio)) {
		return unknown();
	}
	const value = ratio * 100;
	const number = (value === 0) ? '0' : (value < 0.1) ? '<0.1' : (value < 99.95) ? value.toFixed(1) : value.toFixed(0);
	return { number, unit: '%', exact: `${value} %`, plain: String(ratio) };
}

/**
 * An error, as a part of an estimate.
 */
export function plusMinus(ratio) {
	return { number: `± ${grouped.format(ratio * 100)}`, unit: '%', exact: `± ${ratio * 100} %`, plain: String(ratio) };
}

export function text(figure) {
	return figure.unit ? `${figure.number} ${figure.unit}` : figure.number;
}

/**
 * A span of time, two units at most: 4 min 10 s.
 */
export function span(seconds) {
	const whole = Math.max(0, Math.round(seconds));
	if (whole < 60) {
		return `${whole} s`;
	}
	if (whole < 3600) {
		return two(Math.floor(whole / 60), 'min', whole % 60, 's');
	}
	if (whole < 86400) {
		return two(Math.floor(whole / 3600), 'h', Math.floor(whole % 3600 / 60), 'min');
	}
	return two(Math.floor(whole / 86400), 'd', Math.floor(whole % 86400 / 3600), 'h');
}

/**
 * Seconds of an ISO 8601 duration as Java writes it, such as PT1M30.5S.
 */
export function seconds(duration) {
	const parts = /^PT(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d+(?:\.\d+)?)S)?$/.exec(duration);
	return parts ? Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0) : NaN;
}

export function clock(instant) {
	const date = new Date(instant);
	return Number.isNaN(date.getTime()) ? instant : date.toLocaleTimeString('en-GB');
}

/**
 * Time of day, with the day where that isn't today.
 */
export function moment(instant) {
	const date = new Date(instant);
	return (date.toDateString() === new Date().toDateString()) ? clock(instant)
			: `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${clock(instant)}`;
}

function scale(value) {
	let scaled = value;
	let unit = 0;
	while (Math.abs(scaled) >= 1024 && unit < UNITS.length - 1) {
		scaled /= 1024;
		unit++;
	}
	if (Math.abs(scaled) >= 999.95 && unit > 0 && unit < UNITS.length - 1) {
		scaled /= 1024;
		unit++;
	}
	const decimals = (unit === 0) ? 0 : (Math.abs(scaled) >= 99.95) ? 0 : 1;
	return { number: (unit === 0) ? grouped.format(scaled) : scaled.toFixed(decimals), unit: UNITS[unit] };
}

function two(first, firstUnit, second, secondUnit) {
	return second ? `${first} ${firstUnit} ${second} ${secondUnit}` : `${first} ${firstUnit}`;
}

function unknown() {
	return { number: '–', unit: '', exact: 'unknown', plain: '' };
}
