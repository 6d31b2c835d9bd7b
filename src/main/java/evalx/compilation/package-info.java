/** Turns a submission's sources into a program in the sandbox, once for all nodes. */
package evalx.compilation;
