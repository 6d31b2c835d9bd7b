/** Gives a run its verdict: first by how it ended, then by what it printed. */
package evalx.verdict;
