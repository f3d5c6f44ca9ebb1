/**
 * Cells that are as wide as their table. Narrow screens have fewer columns, and a cell
 * over columns that aren't there would make some.
 */

const tables = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));

/**
 * Span a cell of a row of details over the columns that are shown, now and after the
 * width has changed.
 */
export function spanColumns(cell) {
	const table = cell.closest('table');
	tables.observe(table);
	fit(table);
}

function fit(table) {
	const columns = [...table.tHead.rows[0].cells].filter((head) => head.offsetWidth > 0).length;
	for (const cell of table.querySelectorAll('.details > td')) {
		if (cell.colSpan !== columns) {
			cell.colSpan = columns;
		}
	}
}
