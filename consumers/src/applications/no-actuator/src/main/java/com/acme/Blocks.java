package com.acme;

import io.logicgraph.memory.profile.Profiled;

import org.springframework.stereotype.Service;

@Service
public class Blocks {

	@Profiled
	public byte[] block() {
		return new byte[1000];
	}

}
