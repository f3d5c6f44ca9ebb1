/**
 * Names of frames, classes and work as people read them.
 */

const LIBRARIES = new RegExp(`^(?:${[
	'java', 'javax', 'jakarta', 'jdk', 'sun', 'com\\.sun', 'kotlin', 'kotlinx', 'scala', 'groovy',
	'org\\.springframework', 'org\\.apache', 'org\\.eclipse\\.jetty', 'org\\.hibernate', 'org\\.slf4j', 'org\\.aspectj', 'org\\.jooq',
	'org\\.postgresql', 'org\\.mariadb', 'org\\.h2', 'org\\.bson', 'org\\.xnio', 'org\\.reactivestreams', 'org\\.yaml',
	'io\\.netty', 'io\\.undertow', 'io\\.micrometer', 'io\\.opentelemetry', 'io\\.prometheus', 'io\\.lettuce', 'io\\.r2dbc', 'io\\.grpc',
	'io\\.logicgraph\\.memory', 'reactor', 'ch\\.qos\\.logback', 'com\\.fasterxml', 'tools\\.jackson', 'com\\.google', 'com\\.mysql',
	'com\\.mongodb', 'com\\.zaxxer', 'com\\.github\\.benmanes', 'net\\.bytebuddy', 'okhttp3', 'okio', 'redis\\.clients'
].join('|')})\\.`);

/**
 * Proxies, lambdas and other classes that nobody wrote.
 */
const GENERATED = /\$\$(?:\w*CGLIB|EnhancerBy|FastClassBy|Lambda)|\$HibernateProxy|\$Proxy\d|[./]0x[0-9a-f]{8}/;

/**
 * Whether a frame is code of the application, as far as its name shows.
 */
export function isOwn(frame) {
	return !LIBRARIES.test(frame) && !GENERATED.test(frame);
}

/**
 * The line of the application that a stack is about: its innermost frame that is in no
 * known library.
 */
export function lineOf(site) {
	return site.frames.find(isOwn) ?? site.frames[0] ?? 'no stack';
}

/**
 * A frame without the package: Quotes.quote:17.
 */
export function shortFrame(frame) {
	const method = frame.lastIndexOf('.');
	let type = frame.lastIndexOf('.', method - 1);
	if (frame.startsWith('0x', type + 1)) {
		type = frame.lastIndexOf('.', type - 1);
	}
	return (method > 0) ? frame.slice(type + 1) : frame;
}

export function shortClass(name) {
	return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * Name and tags of an observation, as the endpoint writes them: name {key=value, …}.
 */
export function observationOf(text) {
	const parts = /^(.*?) \{(.*)\}$/s.exec(text);
	if (parts === null) {
		return { label: text, tags: [] };
	}
	const tags = parts[2].split(/, (?=[^\s,={}]+=)/);
	const values = new Map(tags.map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]));
	const isHttp = values.has('method') && values.has('uri');
	return { label: isHttp ? `${values.get('method')} ${values.get('uri')}` : parts[1], tags: [parts[1], ...tags] };
}

/**
 * The method or request for which a site allocated.
 */
export function workOf(site) {
	if (site.profile !== undefined) {
		return site.profile;
	}
	return (site.observation !== undefined) ? observationOf(site.observation).label : '';
}
