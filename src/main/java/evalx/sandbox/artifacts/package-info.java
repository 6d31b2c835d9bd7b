/** Artifacts in a folder of this node, for drivers without a daemon that keeps them. */
package evalx.sandbox.artifacts;
