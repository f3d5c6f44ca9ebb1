package com.acme;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class PriceController {

	private final PriceService prices;

	private final Assessor assessor;

	public PriceController(PriceService prices, Assessor assessor) {
		this.prices = prices;
		this.assessor = assessor;
	}

	@GetMapping("/prices/{cents}")
	public String price(@PathVariable int cents) {
		return this.prices.quote(cents);
	}

	@GetMapping("/delays/{minutes}")
	public boolean delay(@PathVariable int minutes) {
		return this.assessor.isCompensated(minutes);
	}

}
