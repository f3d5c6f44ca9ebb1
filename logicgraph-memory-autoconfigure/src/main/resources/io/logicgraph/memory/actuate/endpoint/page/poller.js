/**
 * Asks again and again while the page is visible: two seconds after an answer, longer and
 * longer while there is none.
 */

const INTERVAL_MILLIS = 2_000;

const LONGEST_MILLIS = 30_000;

export class Poller {

	constructor(ask, onAnswer, onFailure) {
		this.ask = ask;
		this.onAnswer = onAnswer;
		this.onFailure = onFailure;
		this.timer = null;
		this.asking = false;
		this.paused = false;
		this.failures = 0;
		document.addEventListener('visibilitychange', () => this.wake());
	}

	start() {
		this.wake();
	}

	pause(paused) {
		this.paused = paused;
		this.wake();
	}

	/**
	 * Ask now, for example after a change. An answer that comes after the reader has paused
	 * is dropped.
	 */
	async now() {
		if (this.asking) {
			return;
		}
		this.asking = true;
		clearTimeout(this.timer);
		const wasPaused = this.paused;
		const isWanted = () => wasPaused || !this.paused;
		try {
			const answer = await this.ask();
			this.failures = 0;
			if (isWanted()) {
				this.onAnswer(answer);
			}
		}
		catch (error) {
			this.failures++;
			if (isWanted()) {
				this.onFailure(error);
			}
		}
		finally {
			this.asking = false;
			this.schedule();
		}
	}

	wake() {
		clearTimeout(this.timer);
		if (!document.hidden && !this.paused) {
			this.now();
		}
	}

	schedule() {
		clearTimeout(this.timer);
		if (!document.hidden && !this.paused) {
			this.timer = setTimeout(() => this.now(), Math.min(INTERVAL_MILLIS * 2 ** Math.min(this.failures, 4), LONGEST_MILLIS));
		}
	}

}
