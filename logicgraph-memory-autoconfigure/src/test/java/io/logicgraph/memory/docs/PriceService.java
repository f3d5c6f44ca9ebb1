package io.logicgraph.memory.docs;

import io.logicgraph.memory.profile.Profiled;

import org.springframework.stereotype.Service;

@Service
public class PriceService {

	@Profiled
	public String quote(int cents) {
		return "%d.%02d EUR".formatted(cents / 100, cents % 100);
	}

}
