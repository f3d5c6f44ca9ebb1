package com.acme;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class BlockController {

	private final Blocks blocks;

	public BlockController(Blocks blocks) {
		this.blocks = blocks;
	}

	@GetMapping("/block")
	public int block() {
		return this.blocks.block().length;
	}

	@GetMapping("/large")
	public int large() {
		return new byte[1_000_000].length;
	}

}
