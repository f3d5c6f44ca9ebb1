package io.logicgraph.memory.aop;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.logicgraph.memory.context.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What patterns include and exclude.
 */
final class PatternSelection {

	static final PatternSelection NONE = new PatternSelection(new ProfiledAnnotations(), List.of(), List.of());

	private static final Log logger = LogFactory.getLog(PatternSelection.class);

	private final ProfiledAnnotations annotations;

	private final List<ProfiledPattern> include;

	private final List<ProfiledPattern> exclude;

	private final Set<ProfiledPattern> matched = ConcurrentHashMap.newKeySet();

	PatternSelection(ProfiledAnnotations annotations, List<ProfiledPattern> include, List<ProfiledPattern> exclude) {
		this.annotations = annotations;
		this.include = List.copyOf(include);
		this.exclude = List.copyOf(exclude);
	}

	boolean isEmpty() {
		return this.include.isEmpty() && this.exclude.isEmpty();
	}

	/**
	 * Return which methods of a bean to profile, or {@code null} if no pattern tells it,
	 * so that the annotations alone decide.
	 */
	@Nullable Pointcut select(String beanName, Class<?> userClass, boolean proxied,
			@Nullable ConfigurableListableBeanFactory beanFactory) {
		String publicName = ScopedProxyUtils.isScopedTarget(beanName) ? ScopedProxyUtils.getOriginalBeanName(beanName)
				: beanName;
		List<ProfiledPattern> including = included(publicName, beanName, userClass, proxied, beanFactory);
		List<ProfiledPattern> excluding = this.exclude.stream()
			.filter((pattern) -> pattern.mayMatch(publicName, userClass))
			.toList();
		return (including.isEmpty() && excluding.isEmpty()) ? null
				: new SelectedMethods(this.annotations, publicName, including, excluding);
	}

	private List<ProfiledPattern> included(String publicName, String beanName, Class<?> userClass, boolean proxied,
			@Nullable ConfigurableListableBeanFactory beanFactory) {
		PatternCandidate candidate = new PatternCandidate(beanName, userClass, proxied);
		List<ProfiledPattern> including = this.include.stream()
			.filter((pattern) -> pattern.mayMatch(publicName, userClass) && candidate.isReachedBy(pattern))
			.toList();
		this.matched.addAll(including);
		String obstacle = including.isEmpty() ? null : candidate.obstacle(beanFactory);
		if (obstacle == null) {
			return including;
		}
		String message = "Bean '%s' is not profiled, though a pattern tells it: %s".formatted(Printable.of(publicName),
				obstacle);
		if (including.stream().anyMatch((pattern) -> pattern.names(publicName, userClass))) {
			logger.warn(message);
		}
		else {
			logger.debug(message);
		}
		return List.of();
	}

	/**
	 * Tell which patterns no bean has matched: they may be misspelt.
	 */
	void warnOfUnmatched() {
		for (ProfiledPattern pattern : this.include) {
			if (!this.matched.contains(pattern)) {
				logger.warn("No bean matches the pattern '%s', so it profiles nothing, unless its beans are made later"
					.formatted(Printable.of(pattern.toString())));
			}
		}
	}

}
