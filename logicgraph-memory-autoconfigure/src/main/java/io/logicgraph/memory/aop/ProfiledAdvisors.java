package io.logicgraph.memory.aop;

import io.logicgraph.memory.profile.ProfileRegistry;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the advisors, which share one advice. Nothing is made before a bean needs it: an
 * application without profiled methods should not start later for them.
 */
final class ProfiledAdvisors {

	private final ProfiledAnnotations annotations;

	private final ObjectProvider<ProfileRegistry> registry;

	private @Nullable Advice advice;

	private @Nullable Advisor annotated;

	ProfiledAdvisors(ProfiledAnnotations annotations, ObjectProvider<ProfileRegistry> registry) {
		this.annotations = annotations;
		this.registry = registry;
	}

	/**
	 * Return the advisor of all annotated methods.
	 */
	synchronized Advisor annotated() {
		Advisor advisor = this.annotated;
		if (advisor == null) {
			advisor = forPointcut(new ProfiledPointcut(this.annotations));
			this.annotated = advisor;
		}
		return advisor;
	}

	synchronized Advisor forPointcut(Pointcut pointcut) {
		Advice advice = this.advice;
		if (advice == null) {
			advice = new ProfiledInterceptor(new ProfiledCalls(ProfileNaming.by(this.annotations), this.registry));
			this.advice = advice;
		}
		return new DefaultPointcutAdvisor(pointcut, advice);
	}

}
