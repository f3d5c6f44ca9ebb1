/**
 * Talks to the endpoint that this page belongs to.
 */

const TIMEOUT_MILLIS = 10_000;

// …/logicgraph-memory/page/<version>/endpoint.js, whatever is in front of it.
const base = new URL('../..', import.meta.url).href.replace(/\/$/, '');

export const canWrite = document.documentElement.dataset.access === 'unrestricted';

/**
 * Address of a path below the endpoint, for others than this page.
 */
export function address(path) {
	return base + path;
}

export class Refused extends Error {

	constructor(message, status) {
		super(message);
		this.status = status;
	}

}

export async function read(path = '') {
	const response = await send('GET', path);
	return response.json();
}

export async function write(method, path, body) {
	const response = await send(method, path, body);
	return (response.status === 204) ? null : response.json();
}

async function send(method, path, body) {
	const headers = { Accept: 'application/json' };
	if (body !== undefined) {
		headers['Content-Type'] = 'application/json';
	}
	if (method !== 'GET') {
		Object.assign(headers, csrfHeader());
	}
	const response = await fetch(base + path, {
		method, headers, body: (body !== undefined) ? JSON.stringify(body) : undefined,
		credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MILLIS)
	});
	const isJson = /[/+]json\b/.test(response.headers.get('Content-Type') ?? '');
	if (!response.ok) {
		throw new Refused(await reason(response, isJson), response.status);
	}
	if (response.status !== 204 && !isJson) {
		throw new Refused('The answer is not JSON. Is this session signed out? Load the page again.', response.status);
	}
	return response;
}

async function reason(response, isJson) {
	const problem = isJson ? await response.json().catch(() => ({})) : {};
	if (problem.detail) {
		return problem.detail;
	}
	switch (response.status) {
		case 401:
			return 'The service asks who you are (401). Sign in, then load the page again.';
		case 403:
			return 'The service does not let you do that (403): your role, or a missing CSRF token.';
		case 404:
			return 'There is no such endpoint any more (404).';
		default:
			return `The service answered ${response.status}.`;
	}
}

/**
 * Spring Security's token, where it puts one into a cookie for scripts.
 */
function csrfHeader() {
	const token = /(?:^|;\s*)XSRF-TOKEN=([^;]*)/.exec(document.cookie);
	return token ? { 'X-XSRF-TOKEN': decodeURIComponent(token[1]) } : {};
}
