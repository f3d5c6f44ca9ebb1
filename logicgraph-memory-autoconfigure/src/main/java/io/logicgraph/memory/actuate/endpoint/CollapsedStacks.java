package io.logicgraph.memory.actuate.endpoint;

import java.util.List;

import io.logicgraph.memory.internal.Printable;
import io.logicgraph.memory.profile.AllocationSites;
import io.logicgraph.memory.profile.AllocationSites.Site;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link AllocationSites} as collapsed stacks, which flame graph tools read: a
 * line per site, its frames from the outermost to the innermost with semicolons between
 * them, a space, and the estimated bytes.
 */
final class CollapsedStacks {

	static final String FORMAT = "collapsed";

	private CollapsedStacks() {
	}

	static String of(AllocationSites sites) {
		StringBuilder lines = new StringBuilder();
		for (Site site : sites.sites()) {
			append(lines, site.observation());
			append(lines, site.profile());
			List<String> frames = site.frames();
			for (int i = frames.size() - 1; i >= 0; i--) {
				append(lines, frames.get(i));
			}
			append(lines, site.className());
			lines.setCharAt(lines.length() - 1, ' ');
			lines.append(site.estimatedBytes()).append('\n');
		}
		return lines.toString();
	}

	private static void append(StringBuilder lines, @Nullable String frame) {
		if (frame != null) {
			lines.append(Printable.of(frame).replace(';', ',')).append(';');
		}
	}

}
