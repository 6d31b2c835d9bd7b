/** Artifacts in a folder of this node, for drivers that have no daemon to keep them. */
@NullMarked
package evalx.sandbox.artifacts;

import org.jspecify.annotations.NullMarked;
