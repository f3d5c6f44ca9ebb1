/**
 * The page: asks the endpoint while somebody looks, and lets each part show its figures.
 */

import { byId, setText } from './dom.js';
import { canWrite, read, write } from './endpoint.js';
import { Colours } from './colours.js';
import { confirm } from './dialog.js';
import { exactOnCopy } from './clipboard.js';
import { History } from './history.js';
import { Leaks } from './leaks.js';
import { Memory } from './memory.js';
import { Poller } from './poller.js';
import { Pools } from './pools.js';
import { Recording } from './recording.js';
import { rowsOf } from './rows.js';
import { RowsTable } from './table.js';
import { Series } from './series.js';
import { Sites } from './sites.js';
import { showMeasured, Verdict } from './verdict.js';
import { clock } from './units.js';

const history = new History();
const colours = new Colours();
const table = new RowsTable(history, colours);
const series = new Series(history, colours, () => latest !== null && draw());
const verdict = new Verdict(history, (key) => table.reveal(key));
const pools = new Pools(() => poller.now());
const leaks = new Leaks();
const memory = new Memory();
const sites = new Sites();
const recording = new Recording((result) => sites.update(result));

let latest = null;

const poller = new Poller(async () => {
	// What was recorded earlier comes with the first figures, so that nothing moves later.
	const [report] = await Promise.all([read(), (latest === null) ? recording.look() : null]);
	const leaked = Object.values(report.pools).some((pool) => Object.values(pool.stats.leaked ?? {}).some((number) => number > 0));
	return { report, leaks: leaked ? await read('/leaks') : [] };
}, show, fail);

function show(answer) {
	const { report } = answer;
	const rows = rowsOf(report);
	if (latest !== null && latest.report.since !== report.since) {
		recording.look();
	}
	latest = { ...answer, rows };
	byId('main').hidden = false;
	history.add(Date.parse(report.time) / 1000, report.since, report.memory.jvmAllocatedBytes, rows);
	draw();
	pools.update(report.pools);
	leaks.update(answer.leaks, report.pools);
	memory.update(report);
	showMeasured(report.memory);
	if (!poller.paused) {
		status('live', `Updated ${clock(report.time)}`);
	}
}

function draw() {
	const { report, rows } = latest;
	series.choose(rows);
	colours.assign(series.largest(rows));
	table.update(rows, report);
	verdict.update(report, rows);
	series.update(rows);
}

function fail(error) {
	const since = (latest !== null) ? ` Figures are of ${clock(latest.report.time)}.` : '';
	const message = (error.status !== undefined) ? error.message : 'No answer from the service. Trying again.';
	status('gone', message + since);
}

function status(state, message) {
	byId('status').dataset.state = state;
	document.body.classList.toggle('stale', state === 'gone' && latest !== null);
	setText(byId('status-text'), message);
}

function listen() {
	const pause = byId('pause');
	pause.addEventListener('click', () => {
		const paused = pause.getAttribute('aria-pressed') !== 'true';
		pause.setAttribute('aria-pressed', String(paused));
		poller.pause(paused);
		if (paused) {
			status('paused', 'Paused');
		}
	});
	const reset = byId('reset');
	reset.hidden = !canWrite;
	reset.addEventListener('click', async () => {
		if (await confirm('Set the figures of all requests and methods to 0? Everybody who looks at them sees that.', 'Set to 0')) {
			try {
				await write('DELETE', '/profiles');
			}
			catch (error) {
				status('gone', error.message);
				return;
			}
			poller.now();
		}
	});
	document.addEventListener('keydown', (event) => {
		if (event.key === '/' && !(event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement)) {
			event.preventDefault();
			byId('search').focus();
		}
	});
}

setText(byId('place'), location.host);
exactOnCopy();
listen();
poller.start();
