package com.acme;

import io.logicgraph.memory.profile.Profiled;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class PriceBook {

	private final PriceRepository prices;

	public PriceBook(PriceRepository prices) {
		this.prices = prices;
	}

	@Transactional
	public long size() {
		return this.prices.count();
	}

	@Profiled
	@Transactional
	public byte[] block() {
		return new byte[1000];
	}

}
