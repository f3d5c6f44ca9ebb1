/**
 * Copies text, and makes what a reader copies from the page exact: bytes instead of
 * rounded units.
 */

import { el } from './dom.js';

export async function copy(text) {
	if (navigator.clipboard !== undefined) {
		await navigator.clipboard.writeText(text);
		return;
	}
	// Not over plain HTTP from another host: browsers keep the clipboard from it.
	const area = el('textarea', { value: text, class: 'unseen' });
	document.body.append(area);
	area.select();
	try {
		if (!document.execCommand('copy')) {
			throw new Error('The browser did not allow the copy');
		}
	}
	finally {
		area.remove();
	}
}

/**
 * A button that copies what a function returns, and says that it did.
 */
export function copyOnClick(button, textOf) {
	const label = button.textContent;
	button.addEventListener('click', async () => {
		try {
			await copy(textOf());
			button.textContent = 'Copied';
		}
		catch {
			button.textContent = 'Not allowed here';
		}
		setTimeout(() => button.textContent = label, 1_500);
	});
	return button;
}

export function exactOnCopy() {
	document.addEventListener('copy', (event) => {
		const selection = document.getSelection();
		if (selection === null || selection.isCollapsed || event.target instanceof HTMLInputElement) {
			return;
		}
		const fragment = selection.getRangeAt(0).cloneContents();
		if (fragment.querySelector('.figure') === null) {
			return;
		}
		for (const figure of fragment.querySelectorAll('.figure')) {
			figure.textContent = figure.dataset.plain ?? figure.textContent;
		}
		const rows = [...fragment.querySelectorAll('tr')];
		const text = (rows.length > 0)
				? rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join('\t')).join('\n')
				: fragment.textContent;
		event.clipboardData.setData('text/plain', text);
		event.preventDefault();
	});
}
