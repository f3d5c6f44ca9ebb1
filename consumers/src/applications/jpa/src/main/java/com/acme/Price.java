package com.acme;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class Price {

	@Id
	@GeneratedValue
	private Long id;

	private int cents;

	protected Price() {
	}

	public Price(int cents) {
		this.cents = cents;
	}

	public int getCents() {
		return this.cents;
	}

}
