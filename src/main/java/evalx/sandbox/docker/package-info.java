/** Boxes in containers of a Docker engine; PID 1 of each speaks the daemon's protocol. */
package evalx.sandbox.docker;
