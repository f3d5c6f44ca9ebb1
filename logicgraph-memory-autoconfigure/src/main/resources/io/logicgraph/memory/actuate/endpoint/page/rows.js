/**
 * Requests, other observed work and methods as rows of one kind.
 */

export function rowsOf(report) {
	return [...report.observations.map(ofObservation), ...report.profiles.map(ofProfile)];
}

function ofObservation(observation) {
	const tags = observation.tags ?? {};
	const isHttp = tags.uri !== undefined && tags.method !== undefined;
	const key = `request ${observation.name} ${JSON.stringify(tags)}`;
	const rest = Object.entries(tags)
		.filter(([name, value]) => !(isHttp && (name === 'uri' || name === 'method' || name === 'outcome')) && value !== 'none')
		.map(([name, value]) => (isHttp && name === 'status') ? value : `${name}=${value}`);
	const label = isHttp ? `${tags.method} ${tags.uri}` : observation.name;
	return { key, kind: 'request', label, hint: rest.join(' · '), source: observation.name, tags,
		...figures(observation) };
}

function ofProfile(profile) {
	return { key: `method ${profile.name}`, kind: 'method', label: profile.name, hint: '',
		source: profile.methodName ? `${profile.className}.${profile.methodName}` : profile.name, tags: {},
		...figures(profile) };
}

function figures(figures) {
	return { count: figures.count, total: figures.totalBytes, mean: figures.meanBytes, max: figures.maxBytes,
		last: figures.lastBytes, self: figures.selfBytes, share: figures.share, late: figures.lateBytes,
		unmeasured: figures.unmeasured, exceptions: figures.exceptions ?? {}, quality: figures.quality };
}
