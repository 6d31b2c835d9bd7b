/**
 * {@code ./evalx chaos}: nodes, workers, a broker and Redis on this machine are killed, stopped,
 * cut off and left without disk by a schedule that follows from a seed, while submissions of known
 * results pass. Afterwards each must have its result once, or be a dead letter with a reason.
 */
package evalx.chaos;
