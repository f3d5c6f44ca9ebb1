package io.logicgraph.memory.internal;

/**
 * Text that came from outside, made fit for a line of a log or of a message: it can't
 * break the line, pretend to be another one, or steer a terminal.
 *
 * @since 0.7.0
 */
public final class Printable {

	private Printable() {
	}

	/**
	 * Return a text with its control characters, line separators and invisible formatting
	 * characters escaped as in a Java string.
	 * @param text any text
	 * @return the text itself if there is nothing to escape
	 */
	public static String of(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (isUnprintable(text.charAt(i))) {
				return escape(text);
			}
		}
		return text;
	}

	private static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length() + 16);
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			switch (character) {
				case '\n' -> escaped.append("\\n");
				case '\r' -> escaped.append("\\r");
				case '\t' -> escaped.append("\\t");
				default -> {
					if (isUnprintable(character)) {
						escaped.append("\\u%04x".formatted((int) character));
					}
					else {
						escaped.append(character);
					}
				}
			}
		}
		return escaped.toString();
	}

	private static boolean isUnprintable(char character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
			default -> false;
		};
	}

}
