/** Artifacts in a folder of this node, for drivers that have no daemon to keep them. */
package evalx.sandbox.artifacts;
