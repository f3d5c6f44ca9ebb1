package com.acme;

import io.logicgraph.memory.profile.Profiled;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.stereotype.Service;

@Service
public class LaterBlocks {

	@Profiled
	public Mono<Integer> large() {
		return Mono.fromCallable(() -> new byte[1_000_000].length).subscribeOn(Schedulers.parallel());
	}

}
