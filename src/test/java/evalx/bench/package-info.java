/**
 * {@code ./evalx bench}: how fast EvalX is, each figure beside the same work done bare in the same
 * round. Bare is without sandbox, queue and server, as many at a time as there are cores.
 */
package evalx.bench;
