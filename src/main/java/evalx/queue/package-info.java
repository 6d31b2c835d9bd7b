/**
 * Messages only: how a job is written, sent, read, copied and put aside. What is done with it is
 * the business of others, which implement {@link evalx.queue.DeliveryHandler} and {@link
 * evalx.queue.LostJobHandler}. When a failed delivery comes again is a setting of the broker's, in
 * artemis/broker.xml.
 */
@NullMarked
package evalx.queue;

import org.jspecify.annotations.NullMarked;
