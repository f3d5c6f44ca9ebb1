package com.acme;

import org.springframework.stereotype.Service;

@Service
public class Orders {

	public byte[] load(int bytes) {
		return new byte[bytes];
	}

}
