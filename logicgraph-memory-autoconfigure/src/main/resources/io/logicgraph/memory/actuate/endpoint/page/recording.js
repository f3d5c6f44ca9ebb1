/**
 * Starts a recording of allocations, and shows how far it is. The service is asked each
 * second while one runs, whoever started it, and not otherwise.
 */

import { address, canWrite, read, write } from './endpoint.js';
import { byId, el, setText } from './dom.js';
import { copyOnClick } from './clipboard.js';
import { moment, span } from './units.js';

const INTERVAL_MILLIS = 1_000;

const LONGEST_MILLIS = 30_000;

export class Recording {

	constructor(onResult) {
		this.onResult = onResult;
		this.state = undefined;
		this.started = undefined;
		this.asking = false;
		this.failures = 0;
		this.timer = null;
		this.form = byId('record-form');
		this.answer = byId('recording-answer');
		byId('recording').classList.toggle('read-only', !canWrite);
		this.form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.start(Number(byId('recording-seconds').value));
		});
		document.addEventListener('visibilitychange', () => !document.hidden && this.state !== undefined && this.look());
	}

	async start(seconds) {
		byId('record').disabled = true;
		this.say('');
		try {
			await this.show(await write('POST', '/recording', { seconds }));
		}
		catch (error) {
			await this.look();
			if (this.state !== 'recording') {
				this.say(error.message, true);
			}
		}
	}

	/**
	 * Ask what is recorded. Fails silently at first: that the service is gone is shown
	 * elsewhere.
	 */
	async look() {
		if (this.asking) {
			return;
		}
		this.asking = true;
		clearTimeout(this.timer);
		try {
			await this.show(await read('/recording'));
			this.failures = 0;
		}
		catch (error) {
			this.failures++;
			if (this.failures > 1) {
				this.say(error.status ? error.message : 'No answer from the service. Trying again.', true);
			}
			this.again(Math.min(INTERVAL_MILLIS * 2 ** this.failures, LONGEST_MILLIS));
		}
		finally {
			this.asking = false;
		}
	}

	again(millis) {
		clearTimeout(this.timer);
		if (!document.hidden) {
			this.timer = setTimeout(() => this.look(), millis);
		}
	}

	async show(recording) {
		const before = this.state;
		this.state = recording.state;
		const isRunning = recording.state === 'recording';
		byId('recording').dataset.state = recording.state;
		this.form.hidden = !canWrite || recording.state === 'unavailable';
		byId('record').disabled = isRunning;
		byId('recording-running').hidden = !isRunning;
		if (isRunning) {
			this.progress(recording);
			this.again(INTERVAL_MILLIS);
		}
		if (recording.state !== before || this.failures > 0) {
			this.say(wordsOf(recording, before), recording.state === 'failed' || (before === 'recording' && recording.state === 'none'));
		}
		showEmpty(recording);
		if (recording.state === 'done' && recording.started !== this.started) {
			this.onResult(await read('/sites'));
			this.started = recording.started;
		}
	}

	progress({ seconds, remainingSeconds }) {
		const progress = byId('recording-progress');
		progress.max = seconds;
		progress.value = seconds - remainingSeconds;
		setText(byId('recording-remaining'), (remainingSeconds > 0) ? `${span(remainingSeconds)} left` : 'Reading the samples');
	}

	say(words, isBad = false) {
		this.answer.classList.toggle('bad', isBad);
		setText(this.answer, words);
	}

}

/**
 * What there is to say about a change, besides what is shown.
 */
function wordsOf({ state, started, reason }, before) {
	switch (state) {
		case 'recording':
			return `Started at ${moment(started)}.`;
		case 'done':
			return (before === 'recording') ? 'Done. The result is below.' : '';
		case 'failed':
			return `The recording of ${moment(started)} failed: ${reason}.`;
		case 'none':
			return (before === 'recording') ? 'The service started again while it recorded. Record again.' : '';
		default:
			return '';
	}
}

function showEmpty({ state, reason }) {
	const empty = byId('sites-empty');
	const isNeeded = byId('sites-result').hidden && (state === 'none' || state === 'unavailable' || state === 'failed');
	empty.hidden = !isNeeded;
	if (!isNeeded) {
		return;
	}
	if (state === 'unavailable') {
		empty.replaceChildren(el('p', {}, `Nothing can be recorded here: ${reason}.`),
			el('p', {}, 'Recordings need a JVM with JDK Flight Recorder, the module jdk.jfr.'));
	}
	else if (canWrite) {
		empty.replaceChildren(el('p', {}, 'Nothing is recorded yet.'),
			el('p', {}, 'Record while the service works: the result names the lines of code that allocate, with their stacks.'));
	}
	else {
		const line = `curl -X POST '${address('/recording').replaceAll("'", '%27')}' -H 'Content-Type: application/json' -d '{"seconds": 30}'`;
		empty.replaceChildren(el('p', {}, 'Nothing is recorded yet, and this page may only read. Where ',
			el('code', {}, 'management.endpoint.logicgraph-memory.access'), ' is ', el('code', {}, 'unrestricted'), ', this line records:'),
			el('pre', {}, el('code', { id: 'recording-curl' }, line)),
			copyOnClick(el('button', { type: 'button', class: 'plain', id: 'copy-curl' }, 'Copy line'), () => line));
	}
}
