package evalx.completion;

import evalx.queue.JobMessage;
import evalx.result.JobDescription;

/** Says what a message asks for, as far as that can be read. */
public interface DescribeMessage {
  /** The description; of a body that cannot be read, the queue's language and no test cases. */
  JobDescription describe(JobMessage message);
}
