/**
 * What operators see and do, on whichever node they ask: queues, dead letters, submissions, nodes,
 * caches, the last hour, problems with their remedies, warnings, and who has changed what. What is
 * asked of the broker goes through its management; what all nodes know lies in Redis, bounded.
 */
@NullMarked
package evalx.admin;

import org.jspecify.annotations.NullMarked;
