package evalx.queue;

import evalx.submission.SubmissionId;

/** A reply to a JMS producer could not be sent: an event for whoever counts them. */
public record ReplyRefused(SubmissionId token) {}
