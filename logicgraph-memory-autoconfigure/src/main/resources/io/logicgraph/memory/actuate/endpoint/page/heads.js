/**
 * Heads of a table, by which it is sorted.
 */

export class Heads {

	/**
	 * Heads with a data-sort each; texts go up first, figures down.
	 */
	constructor(heads, sort, texts, onChange) {
		this.heads = [...heads];
		this.sort = sort;
		for (const head of this.heads) {
			head.firstElementChild.addEventListener('click', () => {
				const column = head.dataset.sort;
				const same = this.sort.column === column;
				this.sort = { column, descending: same ? !this.sort.descending : !texts.includes(column) };
				this.mark();
				onChange();
			});
		}
	}

	mark() {
		for (const head of this.heads) {
			if (head.dataset.sort === this.sort.column) {
				head.setAttribute('aria-sort', this.sort.descending ? 'descending' : 'ascending');
			}
			else {
				head.removeAttribute('aria-sort');
			}
		}
	}

	/**
	 * Order of two keys of the column that is sorted by.
	 */
	compare(first, second) {
		const order = (typeof first === 'string') ? first.localeCompare(second) : first - second;
		return this.sort.descending ? -order : order;
	}

}
