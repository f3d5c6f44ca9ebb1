/**
 * Asks before something is done that can't be undone.
 */

import { byId } from './dom.js';

export function confirm(question, yes) {
	const dialog = byId('confirm');
	byId('confirm-text').textContent = question;
	byId('confirm-yes').textContent = yes;
	dialog.returnValue = 'no';
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
	});
}
