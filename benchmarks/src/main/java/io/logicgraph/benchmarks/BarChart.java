package io.logicgraph.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars with error bars, as SVG.
 */
final class BarChart {

	private static final int WIDTH = 820;

	private static final int LEFT = 270;

	private static final int BAR = 13;

	private static final int GAP = 9;

	private static final int TOP = 58;

	private static final String[] COLOURS = { "#4c78a8", "#f58518", "#54a24b" };

	private final String title;

	private final List<String> series;

	private final List<Row> rows = new ArrayList<>();

	BarChart(String title, List<String> series) {
		this.title = title;
		this.series = series;
	}

	void add(String label, List<Summary.Figure> figures) {
		this.rows.add(new Row(label, figures));
	}

	String toSvg() {
		int rowHeight = this.series.size() * BAR + GAP;
		int height = TOP + this.rows.size() * rowHeight + 12;
		double scale = (WIDTH - LEFT - 90) / max();
		StringBuilder svg = new StringBuilder();
		append(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
				+ "font-family=\"sans-serif\" font-size=\"12\">%n", WIDTH, height);
		append(svg, "<title>%s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n", this.title);
		append(svg, "<text x=\"12\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%s</text>%n", this.title);
		for (int i = 0; i < this.series.size(); i++) {
			append(svg, "<rect x=\"%d\" y=\"34\" width=\"12\" height=\"12\" fill=\"%s\"/>%n", LEFT + i * 110,
					COLOURS[i]);
			append(svg, "<text x=\"%d\" y=\"44\">%s</text>%n", LEFT + 17 + i * 110, this.series.get(i));
		}
		int y = TOP;
		for (Row row : this.rows) {
			append(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LEFT - 8,
					y + this.series.size() * BAR / 2 + 4, row.label());
			for (int i = 0; i < row.figures().size(); i++) {
				bar(svg, y + i * BAR, row.figures().get(i), COLOURS[i], scale);
			}
			y += rowHeight;
		}
		return svg.append("</svg>\n").toString();
	}

	private double max() {
		return this.rows.stream()
			.flatMap((row) -> row.figures().stream())
			.mapToDouble((figure) -> 1.3 * figure.median())
			.max()
			.orElse(1);
	}

	private static void bar(StringBuilder svg, int y, Summary.Figure figure, String colour, double scale) {
		double end = LEFT + figure.median() * scale;
		double low = LEFT + figure.low() * scale;
		double high = Math.min(WIDTH - 70, LEFT + figure.high() * scale);
		append(svg, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n", LEFT, y, end - LEFT,
				BAR - 2, colour);
		append(svg, "<path d=\"M%.1f %dH%.1f\" stroke=\"#222\"/>%n", low, y + BAR / 2, high);
		append(svg, "<text x=\"%.1f\" y=\"%d\" font-size=\"11\">%.1f</text>%n", Math.max(end, high) + 5, y + BAR - 3,
				figure.median());
	}

	private static void append(StringBuilder svg, String format, Object... args) {
		svg.append(String.format(Locale.ROOT, format, args));
	}

	private record Row(String label, List<Summary.Figure> figures) {
	}

}
