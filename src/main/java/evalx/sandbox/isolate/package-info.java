/** Boxes of any binary with the command line of isolate(1). */
package evalx.sandbox.isolate;
