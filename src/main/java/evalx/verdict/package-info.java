/**
 * Gives a run its verdict: first by how it ended, then by what it printed, which is for a {@link
 * evalx.submission.Checker} to compare.
 */
@NullMarked
package evalx.verdict;

import org.jspecify.annotations.NullMarked;
