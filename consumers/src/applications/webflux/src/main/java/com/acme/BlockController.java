package com.acme;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class BlockController {

	private final Blocks blocks;

	private final LaterBlocks laterBlocks;

	public BlockController(Blocks blocks, LaterBlocks laterBlocks) {
		this.blocks = blocks;
		this.laterBlocks = laterBlocks;
	}

	@GetMapping("/block")
	public Mono<Integer> block() {
		return Mono.fromCallable(this.blocks::block)
			.subscribeOn(Schedulers.boundedElastic())
			.map((block) -> block.length);
	}

	@GetMapping("/large")
	public Mono<Integer> large() {
		return this.laterBlocks.large();
	}

}
