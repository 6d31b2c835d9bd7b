/** Gives a run its verdict: first by how it ended, then by what it printed. */
@NullMarked
package evalx.verdict;

import org.jspecify.annotations.NullMarked;
