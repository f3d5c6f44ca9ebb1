package io.logicgraph.memory.profile;

import java.util.ArrayList;
import java.util.List;

import io.logicgraph.memory.internal.Printable;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/**
 * What was allocated, and where.
 *
 * @param className class of the object
 * @param frames the stack, innermost first
 */
record SampleStack(String className, List<String> frames) {

	private static final int MAX_FRAMES = 64;

	static SampleStack of(RecordedEvent event) {
		return new SampleStack(Printable.of(readable(event.getClass("objectClass").getName())),
				frames(event.getStackTrace()));
	}

	private static List<String> frames(RecordedStackTrace trace) {
		List<String> frames = new ArrayList<>();
		if (trace != null) {
			for (RecordedFrame frame : trace.getFrames()) {
				if (frame.isJavaFrame() && frames.size() < MAX_FRAMES) {
					frames.add(Printable.of(frame(frame)));
				}
			}
		}
		return List.copyOf(frames);
	}

	private static String frame(RecordedFrame frame) {
		RecordedMethod method = frame.getMethod();
		String name = method.getType().getName() + "." + method.getName();
		return (frame.getLineNumber() > 0) ? name + ":" + frame.getLineNumber() : name;
	}

	/**
	 * Return the name of a class as it is in source code: {@code [B} is {@code byte[]}.
	 */
	static String readable(String name) {
		int dimensions = name.lastIndexOf('[') + 1;
		if (dimensions == 0) {
			return name;
		}
		String element = name.substring(dimensions);
		String type = switch (element.charAt(0)) {
			case 'B' -> "byte";
			case 'C' -> "char";
			case 'D' -> "double";
			case 'F' -> "float";
			case 'I' -> "int";
			case 'J' -> "long";
			case 'S' -> "short";
			case 'Z' -> "boolean";
			default -> element.substring(1, element.length() - 1).replace('/', '.');
		};
		return type + "[]".repeat(dimensions);
	}

}
