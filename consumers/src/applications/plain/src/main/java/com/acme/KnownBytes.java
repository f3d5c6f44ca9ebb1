package com.acme;

import io.logicgraph.memory.profile.AllocationReport;
import io.logicgraph.memory.profile.MemoryProfiler;

public class KnownBytes {

	public static void main(String[] args) {
		MemoryProfiler.measure("warm", () -> new byte[1000]);
		AllocationReport report = MemoryProfiler.measure("block", () -> new byte[1000]);
		System.out.println(report.bytes().getAsLong() + " bytes, " + report.quality());
	}

}
