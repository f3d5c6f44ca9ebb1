package io.logicgraph.benchmarks;

final class Report {

	private Report() {
	}

	static void main(String[] args) {
		throw new UnsupportedOperationException();
	}

}
