/** Boxes in containers of a Docker engine; in each, PID 1 speaks the daemon's protocol. */
package evalx.sandbox.docker;
