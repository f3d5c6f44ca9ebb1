package com.acme;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;

public interface PriceRepository extends JpaRepository<Price, Long> {

	List<Price> findByCents(int cents);

	default byte[] large() {
		return new byte[1_000_000];
	}

}
