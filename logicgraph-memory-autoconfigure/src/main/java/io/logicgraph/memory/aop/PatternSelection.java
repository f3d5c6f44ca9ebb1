package io.logicgraph.memory.aop;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.logicgraph.memory.internal.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What patterns include and exclude.
 */
final class PatternSelection {

	private static final Log logger = LogFactory.getLog(PatternSelection.class);

	private final List<ProfiledPattern> include;

	private final List<ProfiledPattern> exclude;

	private final Set<ProfiledPattern> matched = ConcurrentHashMap.newKeySet();

	PatternSelection(List<ProfiledPattern> include, List<ProfiledPattern> exclude) {
		this.include = List.copyOf(include);
		this.exclude = List.copyOf(exclude);
	}

	boolean isEmpty() {
		return this.include.isEmpty() && this.exclude.isEmpty();
	}

	/**
	 * Return the patterns that may include methods of a bean.
	 */
	List<ProfiledPattern> including(ProfiledBean bean, @Nullable ConfigurableListableBeanFactory beanFactory) {
		if (this.include.isEmpty()) {
			return this.include;
		}
		PatternCandidate candidate = new PatternCandidate(bean, beanFactory);
		List<ProfiledPattern> including = this.include.stream()
			.filter((pattern) -> pattern.mayMatch(bean) && candidate.isReachedBy(pattern))
			.toList();
		String obstacle = including.isEmpty() ? null : candidate.obstacle();
		if (obstacle == null) {
			this.matched.addAll(including);
			return including;
		}
		logger.debug("Bean '%s' is not profiled, though a pattern matches it: %s".formatted(Printable.of(bean.name()),
				obstacle));
		return List.of();
	}

	/**
	 * Return the patterns that may exclude methods of a bean.
	 */
	List<ProfiledPattern> excluding(ProfiledBean bean) {
		return this.exclude.stream().filter((pattern) -> pattern.mayMatch(bean)).toList();
	}

	/**
	 * Warn about patterns that match no bean: they may be misspelled.
	 * @param later supplies the beans that are not made yet
	 */
	void warnOfUnmatched(Supplier<List<ProfiledBean>> later) {
		List<ProfiledPattern> unmatched = this.include.stream()
			.filter((pattern) -> !this.matched.contains(pattern))
			.toList();
		List<ProfiledBean> beans = unmatched.isEmpty() ? List.of() : later.get();
		for (ProfiledPattern pattern : unmatched) {
			if (beans.stream().noneMatch(pattern::mayMatch)) {
				logger
					.warn(("No bean matches the pattern '%s', so it profiles nothing, unless its beans are made later. "
							+ "Infrastructure and configuration are not matched")
						.formatted(Printable.of(pattern.toString())));
			}
		}
	}

}
