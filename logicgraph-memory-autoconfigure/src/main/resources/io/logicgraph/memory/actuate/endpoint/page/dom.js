/**
 * Makes and changes elements. Text only ever becomes text: nothing here reads markup.
 */

export function byId(id) {
	return document.getElementById(id);
}

export function el(name, properties = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(properties)) {
		if (key === 'class') {
			element.className = value;
		}
		else if (key.startsWith('on')) {
			element.addEventListener(key.slice(2), value);
		}
		else if (key in element && key !== 'list') {
			element[key] = value;
		}
		else {
			element.setAttribute(key, value);
		}
	}
	element.append(...children.filter((child) => child !== null && child !== undefined));
	return element;
}

/**
 * Set a text only where it changed, so that a selection and the layout stay as they are.
 */
export function setText(element, value) {
	if (element.firstChild === null || element.childNodes.length > 1 || element.firstChild.nodeType !== Node.TEXT_NODE) {
		element.textContent = value;
	}
	else if (element.firstChild.data !== value) {
		element.firstChild.data = value;
	}
}

export function setTitle(element, value) {
	if (element.title !== value) {
		element.title = value;
	}
}

/**
 * An element for a figure: the number, its unit lighter, the exact value on hover and in
 * a copy.
 */
export function figureElement(name = 'span', properties = {}) {
	const element = el(name, properties, el('b', {}, ''), el('i', {}, ''));
	element.classList.add('figure');
	return element;
}

export function setFigure(element, figure) {
	setText(element.firstChild, figure.number);
	setText(element.lastChild, figure.unit ? ` ${figure.unit}` : '');
	setTitle(element, figure.exact);
	if (element.dataset.plain !== figure.plain) {
		element.dataset.plain = figure.plain;
	}
	return element;
}

export function figureOf(figure, name = 'span', properties = {}) {
	return setFigure(figureElement(name, properties), figure);
}

/**
 * Bring children into an order and number. What is in place isn't touched, and the focus
 * stays where it was.
 */
export function arrange(parent, children) {
	const focused = document.activeElement;
	let place = parent.firstChild;
	for (const child of children) {
		if (child === place) {
			place = place.nextSibling;
		}
		else {
			parent.insertBefore(child, place);
		}
	}
	while (place !== null) {
		const next = place.nextSibling;
		place.remove();
		place = next;
	}
	if (focused !== document.activeElement && focused !== null && parent.contains(focused)) {
		focused.focus({ preventScroll: true });
	}
}
